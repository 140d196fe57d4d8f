using MaeUnderstand.Data;
using MaeUnderstand.Masking;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Reconstruction;

/// <summary>A few images of a source, spread over it, to look at.</summary>
public sealed class SampleImages : IDisposable
{
    private SampleImages(Tensor pixels, IReadOnlyList<int> indices)
    {
        Pixels = pixels;
        Indices = indices;
    }

    /// <summary>[B, 3, H, W] uint8 on the CPU.</summary>
    public Tensor Pixels { get; }

    /// <summary>[B] Which images of the source they are.</summary>
    public IReadOnlyList<int> Indices { get; }

    /// <summary>Reads images, resized and cropped at the centre.</summary>
    /// <param name="source">Borrowed.</param>
    /// <param name="count">How many at most; fewer where the source has fewer.</param>
    /// <param name="size">Side in pixels.</param>
    /// <param name="onBadImage">Told of images that cannot be read, which are left out.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="InvalidDataException">None of them can be read.</exception>
    public static SampleImages Read(IImageSource source, int count, int size, Action<BadImage>? onBadImage = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var transform = new EvalTransform(size);
        int wanted = Math.Min(count, source.Count);
        var pixels = new List<byte[]>(wanted);
        var indices = new List<int>(wanted);
        BadImage? firstBad = null;
        for (int i = 0; i < wanted; i++)
        {
            int index = (int)((long)i * source.Count / wanted);
            var chw = new byte[3 * size * size];
            try
            {
                using IImageReader reader = source.Open(index, epoch: 0);
                transform.Apply(reader, default(RandomKey), chw);
            }
            catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                var bad = new BadImage(source.NameOf(index), fault.Message);
                firstBad ??= bad;
                onBadImage?.Invoke(bad);
                continue;
            }
            pixels.Add(chw);
            indices.Add(index);
        }
        if (indices.Count == 0)
            throw new InvalidDataException($"None of the {wanted} images chosen could be read; the first: {firstBad?.Sentence}");
        return new SampleImages(
            tensor(pixels.SelectMany(image => image).ToArray(), [indices.Count, 3, size, size], uint8).DetachFromDisposeScope(), indices);
    }

    /// <inheritdoc/>
    public void Dispose() => Pixels.Dispose();
}
