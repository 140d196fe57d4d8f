namespace MaeUnderstand.Models.Configuration;

/// <summary>The shape of a masked autoencoder and what it predicts.</summary>
public sealed record MaeConfig
{
    /// <summary>The encoder.</summary>
    public required VitConfig Encoder { get; init; }

    /// <summary>The decoder.</summary>
    public required DecoderConfig Decoder { get; init; }

    /// <summary>Whether the target is each patch normalised by its own mean and variance (the reference's <c>norm_pix_loss</c>).</summary>
    public required bool NormPixLoss { get; init; }

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems() =>
        Encoder.Problems().Concat(VitConfig.TransformerProblems("decoder", Decoder.Width, Decoder.Depth, Decoder.Heads));
}
