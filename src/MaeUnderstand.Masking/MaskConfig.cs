namespace MaeUnderstand.Masking;

/// <summary>How images are masked: the sampler, the ratio, and the mask patch, which the ViT patch need not equal.</summary>
public sealed record MaskConfig
{
    /// <summary>The sampler's name, one of <see cref="MaskSamplers.Names"/>.</summary>
    public string Sampler { get; init; } = MaskSamplers.Default;

    /// <summary>Share of the tokens that is removed. Default 0.75: MAE paper, figure 5.</summary>
    public double Ratio { get; init; } = 0.75;

    /// <summary>Side of a mask unit in pixels; a multiple of the ViT patch.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Every fault, a line each.</summary>
    /// <param name="imageSize">Image side in pixels.</param>
    /// <param name="vitPatchSize">The ViT's patch side in pixels, dividing the image side.</param>
    /// <param name="isTraining">Training needs a removed token; reconstruction also takes ratio 0.</param>
    public IEnumerable<string> Problems(int imageSize, int vitPatchSize, bool isTraining)
    {
        if (!MaskSamplers.Exists(Sampler))
            yield return $"--mask-sampler must be one of {string.Join(", ", MaskSamplers.Names)}, but is '{Sampler}'.";
        if (vitPatchSize < 1 || imageSize < vitPatchSize)
            yield break;                                          // a fault of the model, which reports it
        if (PatchSize < 1 || PatchSize % vitPatchSize != 0)
            yield return $"--mask-patch must be a multiple of the ViT patch ({vitPatchSize}), but is {PatchSize}.";
        else if (PatchSize > imageSize)
            yield return $"--mask-patch {PatchSize} is larger than the image ({imageSize}).";

        int tokenCount = (imageSize / vitPatchSize) * (imageSize / vitPatchSize);
        if (Ratio is not (>= 0 and < 1) || (isTraining && Ratio == 0))
            yield return $"--mask-ratio must be {(isTraining ? "above 0" : "at least 0")} and below 1, but is {Ratio}.";
        else if (MaskLayout.KeepCountOf(tokenCount, Ratio) == 0)
            yield return $"--mask-ratio {Ratio} leaves none of {tokenCount} tokens visible; lower it, or use a smaller --patch.";
        else if (isTraining && MaskLayout.KeepCountOf(tokenCount, Ratio) == tokenCount)
            yield return $"--mask-ratio {Ratio} removes none of {tokenCount} tokens, so there is nothing to predict; raise it.";
    }

    /// <summary>The layout of mask units over the tokens of an image.</summary>
    /// <param name="gridSize">Tokens along a side of the image.</param>
    /// <param name="vitPatchSize">The ViT's patch side in pixels.</param>
    public MaskLayout Layout(int gridSize, int vitPatchSize) => new(gridSize, gridSize, PatchSize / vitPatchSize, Ratio);
}
