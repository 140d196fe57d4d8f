using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>What <c>mae bench metrics</c> measures.</summary>
public sealed record MetricsBenchOptions
{
    /// <summary>Side of the images in pixels.</summary>
    [Setting("image-size", "side of the images in pixels")]
    public int ImageSize { get; init; } = 224;

    /// <summary>Pairs of images at a time.</summary>
    [Setting("batch", "pairs of images at a time")]
    public int Batch { get; init; } = 32;

    /// <summary>Measured repetitions.</summary>
    [Setting("repetitions", "measured repetitions, of which the median counts")]
    public int Repetitions { get; init; } = 7;

    /// <summary>The device's name.</summary>
    [Setting("device", "auto, cpu, cuda or cuda:N")]
    public string Device { get; init; } = "auto";

    /// <summary>Print the JSON line alone.</summary>
    [Setting("json", "print the JSON line alone")]
    public bool Json { get; init; }

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (ImageSize < 11)
            yield return $"--image-size must be at least 11, SSIM's window, but is {ImageSize}.";
        if (Batch < 1)
            yield return $"--batch must be at least 1, but is {Batch}.";
        if (Repetitions < 5)
            yield return $"--repetitions must be at least 5 for a median worth quoting, but is {Repetitions}.";
        if (ComputeDevice.ProblemWith(Device) is { } problem)
            yield return problem;
    }
}
