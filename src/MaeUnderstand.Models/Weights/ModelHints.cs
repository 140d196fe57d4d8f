namespace MaeUnderstand.Models.Weights;

/// <summary>What a foreign checkpoint's weights do not say of their model; needed only where the file does not say it either.</summary>
public sealed record ModelHints
{
    /// <summary>No hints.</summary>
    public static ModelHints None { get; } = new();

    /// <summary>Attention heads of the encoder.</summary>
    public int? Heads { get; init; }

    /// <summary>Attention heads of the decoder.</summary>
    public int? DecoderHeads { get; init; }

    /// <summary>Whether the model predicts normalised patches.</summary>
    public bool? NormPixLoss { get; init; }
}
