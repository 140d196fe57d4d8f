using System.Globalization;
using MaeUnderstand.Masking;

namespace MaeUnderstand.Data;

/// <summary>
/// Drawn images with a known latent hierarchy: a class fixes the layout of three to six parts (place, size, shape), each part has
/// textures and colours of its own and chooses among them for each image, and pose, background, light and noise do the rest. Nothing
/// is stored: every epoch has new images, each a pure function of (seed, split, epoch, index).
/// </summary>
public sealed class SyntheticSource : IImageSource
{
    /// <summary>The smallest side of an image, in pixels.</summary>
    public const int SmallestSize = 8;

    /// <summary>The largest side of an image, in pixels.</summary>
    public const int LargestSize = 4096;

    private readonly ClassLayout[] layouts;
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
        RandomKey key = RandomKey.FromSeed(seed);
        layouts = [.. Enumerable.Range(0, classes).Select(label => ClassLayout.Draw(key.For(RandomPurpose.SyntheticClass).Derive(label)))];
        ClassNames = [.. Enumerable.Range(0, classes).Select(label => "synthetic-" + label.ToString("D2", CultureInfo.InvariantCulture))];
        images = key.For(RandomPurpose.SyntheticImage).Derive((long)split);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public int LabelOf(int index) => Checked(index) % layouts.Length;

    /// <inheritdoc/>
    public string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"synthetic image {Checked(index)}");

    /// <inheritdoc/>
    public IImageReader Open(int index, int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        RandomKey key = images.Derive(epoch).Derive(Checked(index));
        return new SyntheticImage(Scene.Draw(layouts[LabelOf(index)], key.Derive(0)), key.Derive(1), size);
    }

    private int Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return index;
    }
}
