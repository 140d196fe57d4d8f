namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>What SSIM does with colour.</summary>
public enum SsimColour
{
    /// <summary>Compares the luminance 0.299 R + 0.587 G + 0.114 B (Wang et al. 2004, who compare grey images).</summary>
    Luminance,

    /// <summary>Compares each channel and averages (piq, scikit-image's <c>channel_axis</c>).</summary>
    ChannelMean,
}
