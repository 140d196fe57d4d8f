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

    /// <summary>Throws where a hint contradicts what the file says.</summary>
    /// <exception cref="InvalidDataException">The message names both values.</exception>
    internal void RefuseContradiction(string path, ModelDescription description)
    {
        Refuse(path, "--heads", Heads, description.Encoder.Heads);
        Refuse(path, "--decoder-heads", DecoderHeads, description.Decoder?.Heads);
        Refuse(path, "--norm-pix-loss", NormPixLoss, description.NormPixLoss);
    }

    private static void Refuse<T>(string path, string option, T? hint, T? said) where T : struct
    {
        if (hint is { } wanted && said is { } known && !wanted.Equals(known))
            throw new InvalidDataException($"{option} {wanted} contradicts '{path}', which says {known}; leave the option out.");
    }
}
