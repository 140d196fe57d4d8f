namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>The conventions of <see cref="Ssim"/>; the defaults are those of Wang et al. 2004.</summary>
public sealed record SsimOptions
{
    /// <summary>Side of the Gaussian window in pixels, odd. Images must be at least as large.</summary>
    public int WindowSize { get; init; } = 11;

    /// <summary>Standard deviation of the window in pixels.</summary>
    public double Sigma { get; init; } = 1.5;

    /// <summary>K1: C1 = (K1 · range)² keeps the luminance term defined.</summary>
    public double K1 { get; init; } = 0.01;

    /// <summary>K2: C2 = (K2 · range)² keeps the contrast term defined.</summary>
    public double K2 { get; init; } = 0.03;

    /// <summary>The largest value less the smallest possible one.</summary>
    public double DataRange { get; init; } = 1;

    /// <summary>What to do with colour.</summary>
    public SsimColour Colour { get; init; } = SsimColour.Luminance;

    /// <summary>Whether images are first averaged over squares of max(1, round(smaller side / 256)) pixels, as Wang's script and piq's
    /// default do; without effect below 384 pixels.</summary>
    public bool Downsamples { get; init; }

    /// <summary>Every fault of the values, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (WindowSize < 1 || WindowSize % 2 == 0)
            yield return $"The SSIM window must be odd and at least 1 pixel, but is {WindowSize}.";
        if (Sigma is not (> 0 and < double.PositiveInfinity))
            yield return $"The SSIM window's sigma must be positive, but is {Sigma}.";
        if (K1 is not (>= 0 and < double.PositiveInfinity) || K2 is not (>= 0 and < double.PositiveInfinity))
            yield return $"SSIM's K1 and K2 must be 0 or positive, but are {K1} and {K2}.";
        if (DataRange is not (> 0 and < double.PositiveInfinity))
            yield return $"The data range must be positive, but is {DataRange}.";
    }
}
