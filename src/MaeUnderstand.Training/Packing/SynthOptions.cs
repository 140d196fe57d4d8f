using MaeUnderstand.Data;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Training.Packing;

/// <summary>What <c>mae data synth</c> needs. Without other settings it writes the images that <c>mae pretrain</c> sees first.</summary>
public sealed record SynthOptions
{
    private const string Train = "train";
    private const string Validation = "val";

    /// <summary>The folder to write.</summary>
    [Setting("out", "folder to write; must not be there yet, or be empty")]
    public string? Out { get; init; }

    /// <summary>Images.</summary>
    [Setting("images", "images to write")]
    public int Images { get; init; } = 1000;

    /// <summary>Side of an image.</summary>
    [Setting("size", "pixels of an image's side")]
    public int Size { get; init; } = 64;

    /// <summary>Classes.</summary>
    [Setting("classes", "classes; image i is of class i modulo this")]
    public int Classes { get; init; } = 10;

    /// <summary>Fixes classes and images.</summary>
    [Setting("seed", "fixes classes and images")]
    public long Seed { get; init; }

    /// <summary>Which images of the classes.</summary>
    [Setting("split", "train or val: the same classes, other images")]
    public string Split { get; init; } = Train;

    /// <summary>Threads.</summary>
    [Setting("workers", "threads that draw images", Default = "all cores")]
    public int? Workers { get; init; }

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Out))
            yield return "--out is missing: name the folder to write.";
        if (Classes < 1)
            yield return $"--classes must be at least 1, but is {Classes}.";
        else if (Images < Classes)
            yield return $"--images must be at least --classes ({Classes}), so that every class has one, but is {Images}.";
        if (Size is < SyntheticSource.SmallestSize or > SyntheticSource.LargestSize)
            yield return $"--size must be between {SyntheticSource.SmallestSize} and {SyntheticSource.LargestSize}, but is {Size}.";
        if (Split is not (Train or Validation))
            yield return $"--split must be {Train} or {Validation}, but is '{Split}'.";
        if (Workers is < 1 or > LoaderOptions.MaxWorkers)
            yield return $"--workers must be between 1 and {LoaderOptions.MaxWorkers}, but is {Workers}.";
    }

    /// <summary>The images. Only for options without <see cref="Problems"/>.</summary>
    public SyntheticSource ToSource() => new(
        Images, Size, Classes, Seed, Split == Validation ? SyntheticSplit.Validation : SyntheticSplit.Train);
}
