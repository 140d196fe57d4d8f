using System.Buffers;
using System.Runtime.Intrinsics;
using MaeUnderstand.Masking;

namespace MaeUnderstand.Data;

/// <summary>
/// MAE's augmentation (paper, appendix A.1): a random resized crop, bicubic, then a horizontal flip of every other image. Only the
/// crop is decoded. The key's stream gives the box first, then the flip.
/// </summary>
public sealed class TrainTransform : ITransform
{
    private readonly RandomResizedCrop crop;

    /// <summary>Makes the transform.</summary>
    /// <param name="size">Side of the result in pixels.</param>
    /// <param name="crop">The law of the crop; default: MAE's pretraining.</param>
    /// <exception cref="ArgumentException">The size is not positive or the law is impossible.</exception>
    public TrainTransform(int size, RandomResizedCrop? crop = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        this.crop = crop ?? new RandomResizedCrop();
        if (this.crop.Problems().FirstOrDefault() is { } problem)
            throw new ArgumentException(problem, nameof(crop));
        Size = size;
    }

    /// <inheritdoc/>
    public int Size { get; }

    /// <inheritdoc/>
    public void Apply(IImageReader reader, RandomKey key, Span<byte> chw)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var random = new KeyedRandom(key);
        PixelBox box = crop.Draw(reader.Height, reader.Width, ref random);
        bool isFlipped = random.NextDouble() < 0.5;
        using var rows = AxisFilter.Create(box.Height, Size);
        using var columns = AxisFilter.Create(box.Width, Size);
        Resample(reader, box, rows, columns, chw);
        if (isFlipped)
            FlipHorizontally(chw, Size);
    }

    /// <summary>Decodes a box and resizes it into [3, rows.Count, columns.Count].</summary>
    internal static void Resample(IImageReader reader, PixelBox box, AxisFilter rows, AxisFilter columns, Span<byte> chw)
    {
        byte[] pooled = ArrayPool<byte>.Shared.Rent(box.RgbBytes);
        try
        {
            Span<byte> rgb = pooled.AsSpan(0, box.RgbBytes);
            reader.Decode(box, rgb);
            BicubicResize.Resize(rgb, rows, columns, chw, Vector128.IsHardwareAccelerated);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }

    private static void FlipHorizontally(Span<byte> chw, int width)
    {
        for (int at = 0; at < chw.Length; at += width)
            chw.Slice(at, width).Reverse();
    }
}
