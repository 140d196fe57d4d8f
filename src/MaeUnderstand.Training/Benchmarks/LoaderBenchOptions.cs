using MaeUnderstand.Data;
using MaeUnderstand.Training.Configuration;
using MaeUnderstand.Training.Pretraining;

namespace MaeUnderstand.Training.Benchmarks;

/// <summary>What <c>mae bench loader</c> measures.</summary>
public sealed record LoaderBenchOptions
{
    /// <summary>Images to read.</summary>
    [Setting("data", "folder of images, file of packed ones, or 'synthetic'")]
    public string Data { get; init; } = PretrainOptions.Synthetic;

    /// <summary>Side of the result in pixels.</summary>
    [Setting("image-size", "side of the result in pixels")]
    public int ImageSize { get; init; } = 224;

    /// <summary>Threads that prepare images.</summary>
    [Setting("workers", "threads that prepare images; 0 uses the caller's")]
    public int Workers { get; init; } = 1;

    /// <summary>Images of a batch.</summary>
    [Setting("batch", "images of a batch")]
    public int Batch { get; init; } = 32;

    /// <summary>What decodes JPEG files.</summary>
    [Setting("jpeg-decoder", "JPEG decoder: turbo (the system's libturbojpeg), skia, or auto: turbo where it is installed")]
    public JpegDecoder JpegDecoder { get; init; } = JpegDecoder.Auto;

    /// <summary>Whether JPEG files are decoded at a fraction of their size where the crop is large.</summary>
    [Setting("dct-scaling", "decode a JPEG at 1/2 to 1/8 of its size where the crop is large: faster, but not Pillow's exact pixels")]
    public bool DctScaling { get; init; }

    /// <summary>Images of a repetition.</summary>
    [Setting("images", "images of a repetition", Default = "an epoch, at least 256")]
    public int? Images { get; init; }

    /// <summary>Measured repetitions.</summary>
    [Setting("repetitions", "measured repetitions, of which the median counts")]
    public int Repetitions { get; init; } = 5;

    /// <summary>Print the JSON line alone.</summary>
    [Setting("json", "print the JSON line alone")]
    public bool Json { get; init; }

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (ImageSize < 1)
            yield return $"--image-size must be at least 1, but is {ImageSize}.";
        if (Workers < 0)
            yield return $"--workers must be at least 0, but is {Workers}.";
        if (Batch < 1)
            yield return $"--batch must be at least 1, but is {Batch}.";
        if (Images < 1)
            yield return $"--images must be at least 1, but is {Images}.";
        if (TurboJpeg.ProblemWith(JpegDecoder) is { } missing)
            yield return missing;
        if (Repetitions < 5)
            yield return $"--repetitions must be at least 5 for a median worth quoting, but is {Repetitions}.";
    }
}
