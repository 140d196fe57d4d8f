using MaeUnderstand.Data;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Training.Packing;

/// <summary>What <c>mae data pack</c> needs.</summary>
public sealed record PackOptions
{
    /// <summary>The images to pack.</summary>
    [Setting("data", "folder of images (class sub-folders or flat)")]
    public string? Data { get; init; }

    /// <summary>The file to write.</summary>
    [Setting("output", "file to write; must not be there yet")]
    public string? Output { get; init; }

    /// <summary>The longer side of a packed image at most.</summary>
    [Setting("max-side", "pixels: images whose longer side is longer are shrunk until it is this, the others keep their pixels")]
    public int? MaxSide { get; init; }

    /// <summary>How images are stored.</summary>
    [Setting("encoding", "jpeg (images that are not shrunk stay as they are) or raw (pixels: many times the space, no decoding)")]
    public PackEncoding Encoding { get; init; } = PackEncoding.Jpeg;

    /// <summary>Quality of the JPEGs made.</summary>
    [Setting("quality", "quality of the JPEGs made of shrunk images, 1 to 100")]
    public int Quality { get; init; } = 90;

    /// <summary>Threads.</summary>
    [Setting("workers", "threads that shrink images", Default = "all cores")]
    public int? Workers { get; init; }

    /// <summary>Largest share of unreadable images.</summary>
    [Setting("max-bad-fraction", "share of unreadable images, which are left out, above which nothing is packed")]
    public double MaxBadFraction { get; init; } = 0.01;

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Data))
            yield return "--data is missing: name the folder of images to pack.";
        if (string.IsNullOrWhiteSpace(Output))
            yield return "--output is missing: name the file to write.";
        if (MaxSide is null)
            yield return "--max-side is missing: say how many pixels the longer side of a packed image may have, such as 400.";
        foreach (string problem in Recipe(MaxSide ?? 1).Problems())
            yield return problem;
    }

    /// <summary>How to pack. Only for options without <see cref="Problems"/>.</summary>
    public PackRecipe ToRecipe() => Recipe(MaxSide!.Value);

    private PackRecipe Recipe(int maxSide) => new()
    {
        MaxSide = maxSide,
        Encoding = Encoding,
        Quality = Quality,
        Workers = Workers ?? Environment.ProcessorCount,
        MaxBadFraction = MaxBadFraction,
    };
}
