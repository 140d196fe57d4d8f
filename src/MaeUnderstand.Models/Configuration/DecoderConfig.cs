namespace MaeUnderstand.Models.Configuration;

/// <summary>The shape of the MAE decoder; its patches and image are the encoder's.</summary>
public sealed record DecoderConfig
{
    /// <summary>Width of the decoder's tokens.</summary>
    public required int Width { get; init; }

    /// <summary>How many blocks.</summary>
    public required int Depth { get; init; }

    /// <summary>Attention heads; divides the width.</summary>
    public required int Heads { get; init; }

    /// <summary>The reference's decoder, for the base, large and huge models alike (<c>models_mae.py</c>).</summary>
    public static DecoderConfig Reference { get; } = new() { Width = 512, Depth = 8, Heads = 16 };
}
