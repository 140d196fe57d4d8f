using System.Globalization;
using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Images;

namespace MaeUnderstand.Data;

/// <summary>
/// The pictures of an <see cref="ImageWorld"/>, whose latents are known. Nothing is stored: every epoch has new images, each a pure
/// function of (seed, split, epoch, index).
/// </summary>
public sealed class SyntheticSource : IImageSource
{
    /// <summary>The smallest side of an image, in pixels.</summary>
    public const int SmallestSize = 8;

    /// <summary>The largest side of an image, in pixels.</summary>
    public const int LargestSize = 4096;

    private readonly RandomKey images;
    private readonly int size;

    /// <summary>Makes the source.</summary>
    /// <param name="imagesPerEpoch">Images in an epoch, at least 1.</param>
    /// <param name="size">Side of the images in pixels, <see cref="SmallestSize"/> to <see cref="LargestSize"/>.</param>
    /// <param name="classes">Classes, at least 1. Default 10. Image i has the class i % <paramref name="classes"/>.</param>
    /// <param name="seed">Fixes classes and images. Default 0.</param>
    /// <param name="split">Which images; both splits have the same classes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public SyntheticSource(int imagesPerEpoch, int size, int classes = 10, long seed = 0, SyntheticSplit split = SyntheticSplit.Train)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imagesPerEpoch);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, SmallestSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, LargestSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        this.size = size;
        Count = imagesPerEpoch;
        World = new ImageWorld(classes, seed);
        ClassNames = NameClasses(classes);
        images = RandomKey.FromSeed(seed).For(RandomPurpose.SyntheticImage).Derive((long)split);
    }

    /// <summary>What the images are of.</summary>
    public ImageWorld World { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public int LabelOf(int index) => Checked(index) % World.Classes;

    /// <inheritdoc/>
    public string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"synthetic image {Checked(index)}");

    /// <inheritdoc/>
    public IImageReader Open(int index, int epoch) => new SyntheticReader(SceneOf(index, epoch), size);

    /// <summary>What an image shows.</summary>
    /// <param name="index">Which image, from 0.</param>
    /// <param name="epoch">Of which epoch, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public SyntheticScene SceneOf(int index, int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return World.Draw(LabelOf(index), images.Derive(epoch).Derive(index));
    }

    /// <summary>Names that sort as their numbers do, so that a folder of them has the same labels.</summary>
    private static string[] NameClasses(int classes)
    {
        string format = string.Create(CultureInfo.InvariantCulture, $"D{Math.Max(2, $"{classes - 1}".Length)}");
        return [.. Enumerable.Range(0, classes).Select(label => "synthetic-" + label.ToString(format, CultureInfo.InvariantCulture))];
    }

    private int Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return index;
    }
}
