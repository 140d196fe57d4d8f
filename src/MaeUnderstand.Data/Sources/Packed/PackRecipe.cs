namespace MaeUnderstand.Data;

/// <summary>How images are packed.</summary>
public sealed record PackRecipe
{
    /// <summary>The largest side of a JPEG, and so of what is packed.</summary>
    public const int LargestSide = 65_500;

    /// <summary>The longer side of a packed image at most, in pixels, 1 to <see cref="LargestSide"/>.</summary>
    public required int MaxSide { get; init; }

    /// <summary>How images are stored. Default: as JPEG.</summary>
    public PackEncoding Encoding { get; init; } = PackEncoding.Jpeg;

    /// <summary>Quality of the JPEGs made of shrunk images, 1 to 100. Default 90: FFCV's <c>jpeg_quality</c>.</summary>
    public int Quality { get; init; } = 90;

    /// <summary>Threads, at least 1. The file does not depend on it.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Share of the images that may be unreadable and so left out, 0 to 1. Default 0.01.</summary>
    public double MaxBadFraction { get; init; } = 0.01;

    /// <summary>Every fault of the values, a sentence each, under the names of the options of <c>mae data pack</c>.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxSide is < 1 or > LargestSide)
            yield return $"--max-side must be between 1 and {LargestSide} pixels, but is {MaxSide}.";
        if (Quality is < 1 or > 100)
            yield return $"--quality must be between 1 and 100, but is {Quality}.";
        if (Workers is < 1 or > LoaderOptions.MaxWorkers)
            yield return $"--workers must be between 1 and {LoaderOptions.MaxWorkers}, but is {Workers}.";
        if (MaxBadFraction is not (>= 0 and <= 1))
            yield return $"--max-bad-fraction must be between 0 and 1, but is {MaxBadFraction}.";
    }
}
