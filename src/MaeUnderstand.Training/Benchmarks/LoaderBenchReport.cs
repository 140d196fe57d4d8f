namespace MaeUnderstand.Training.Benchmarks;

/// <summary>What <c>mae bench loader</c> found; medians over the repetitions.</summary>
public sealed record LoaderBenchReport
{
    /// <summary>Images decoded, cropped, resized and flipped a second.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>The same ÷ threads that prepare images.</summary>
    public required double ImagesPerSecondPerWorker { get; init; }

    /// <summary>Threads that prepare images.</summary>
    public required int Workers { get; init; }

    /// <summary>What decoded JPEG files: turbo or skia.</summary>
    public required string JpegDecoder { get; init; }

    /// <summary>Whether JPEG files were decoded at a fraction of their size where the crop is large.</summary>
    public required bool DctScaling { get; init; }

    /// <summary>Managed memory allocated, in bytes ÷ images.</summary>
    public required double BytesAllocatedPerImage { get; init; }

    /// <summary>Resident memory of the process after each measured repetition.</summary>
    public required IReadOnlyList<long> ResidentBytes { get; init; }

    /// <summary>Side of the result in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Images of a batch.</summary>
    public required int Batch { get; init; }

    /// <summary>Images of a repetition.</summary>
    public required long Images { get; init; }

    /// <summary>Measured repetitions.</summary>
    public required int Repetitions { get; init; }
}
