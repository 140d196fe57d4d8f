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
    private readonly bool scalesInDecoder;
    private readonly double flipChance;

    /// <summary>Makes the transform.</summary>
    /// <param name="size">Side of the result in pixels.</param>
    /// <param name="crop">The law of the crop; default: MAE's pretraining.</param>
    /// <param name="scalesInDecoder">Whether JPEG files may be decoded at 1/2, 3/8 (Skia only), 1/4 or 1/8 where the crop is large enough: faster, but
    /// no longer Pillow's bytes.</param>
    /// <param name="isFlipped">Whether every other image is flipped.</param>
    /// <exception cref="ArgumentException">The size is not positive or the law is impossible.</exception>
    public TrainTransform(int size, RandomResizedCrop? crop = null, bool scalesInDecoder = false, bool isFlipped = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        this.crop = crop ?? new RandomResizedCrop();
        if (this.crop.Problems().FirstOrDefault() is { } problem)
            throw new ArgumentException(problem, nameof(crop));
        Size = size;
        this.scalesInDecoder = scalesInDecoder;
        flipChance = isFlipped ? 0.5 : 0;
    }

    /// <inheritdoc/>
    public int Size { get; }

    /// <inheritdoc/>
    public void Apply(IImageReader reader, RandomKey key, Span<byte> chw)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var random = new KeyedRandom(key);
        PixelBox box = crop.Draw(reader.Height, reader.Width, ref random);
        bool isFlipped = random.NextDouble() < flipChance;
        int eighths = Scale(reader, box);
        ScaledSpan vertical = ScaledSpan.Of(box.Top, box.Height, eighths);
        ScaledSpan horizontal = ScaledSpan.Of(box.Left, box.Width, eighths);
        using var rows = AxisFilter.Create(vertical.Count, vertical.Start, vertical.Length, Size);
        using var columns = AxisFilter.Create(horizontal.Count, horizontal.Start, horizontal.Length, Size);
        PixelBox decoded = new(vertical.First, horizontal.First, vertical.Count, horizontal.Count);
        Resample(reader, decoded, eighths, rows, columns, chw);
        if (isFlipped)
            FlipHorizontally(chw, Size);
    }

    /// <summary>Decodes a box and resizes it into [3, rows.Count, columns.Count].</summary>
    internal static void Resample(
        IImageReader reader, PixelBox box, int eighths, AxisFilter rows, AxisFilter columns, Span<byte> chw)
    {
        using DecodedPixels pixels = reader.DecodePooled(box, eighths);
        BicubicResize.Resize(pixels, rows, columns, chw, Vector128.IsHardwareAccelerated);
    }

    /// <summary>The smallest scale that leaves enough pixels for the result.</summary>
    private int Scale(IImageReader reader, PixelBox box)
    {
        if (scalesInDecoder)
        {
            double downscaling = Math.Min(box.Height, box.Width) / (double)Size;
            foreach (int eighths in (ReadOnlySpan<int>)[1, 2, 3, 4])
            {
                if (downscaling * eighths >= Margin(eighths) * DecodeScale.Whole && reader.CanScale(eighths))
                    return eighths;
            }
        }
        return DecodeScale.Whole;
    }

    /// <summary>
    /// How many times the result's pixels a scaled decode keeps along each side. The decoder's scaling is no bicubic one; the
    /// difference shows the more, the sharper the image and the less is left to resize. Measured with these on 1,350 crops of 225
    /// photographs: at 1600×1200, with a result of 224, each crop lies at least 39 dB from the exact one, 54 dB on average. On
    /// originals of 240 to 400 pixels, sharp to the pixel, and results of 112 to 32, 49 to 51 dB on average, the worst crop 32 dB;
    /// margins of 1.4 and 1.75 would make that 39 dB, but a large image would hardly ever be decoded at 1/4.
    /// </summary>
    private static double Margin(int eighths) => eighths switch { 4 => 1.25, 3 => 1.1, _ => 1 };

    /// <summary>What of a scaled axis a crop touches, and where the crop lies in it, to a fraction of a pixel.</summary>
    private readonly record struct ScaledSpan(int First, int Count, double Start, double Length)
    {
        public static ScaledSpan Of(int start, int length, int eighths)
        {
            int first = start * eighths / DecodeScale.Whole;
            double exactFirst = (double)(start * eighths) / DecodeScale.Whole;
            double exactLength = (double)(length * eighths) / DecodeScale.Whole;
            return new(first, DecodeScale.Of(start + length, eighths) - first, exactFirst - first, exactLength);
        }
    }

    private static void FlipHorizontally(Span<byte> chw, int width)
    {
        for (int at = 0; at < chw.Length; at += width)
            chw.Slice(at, width).Reverse();
    }
}
