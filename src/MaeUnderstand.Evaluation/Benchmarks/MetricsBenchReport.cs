namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>What <see cref="MetricsBenchmark"/> measured: pairs of RGB images a second.</summary>
public sealed record MetricsBenchReport
{
    /// <summary>SSIM of each channel.</summary>
    public required double SsimImagesPerSecond { get; init; }

    /// <summary>FSIM and FSIMc.</summary>
    public required double FsimImagesPerSecond { get; init; }

    /// <summary>SSIM, FSIM and FSIMc.</summary>
    public required double BothImagesPerSecond { get; init; }

    /// <summary>Side of the images in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Pairs at a time.</summary>
    public required int Batch { get; init; }

    /// <summary>Where.</summary>
    public required string Device { get; init; }

    /// <summary>libtorch's threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Measured repetitions.</summary>
    public required int Repetitions { get; init; }
}
