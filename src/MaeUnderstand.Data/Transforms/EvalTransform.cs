using System.Buffers;
using MaeUnderstand.Masking;

namespace MaeUnderstand.Data;

/// <summary>
/// torchvision's <c>Resize</c> (shorter side, bicubic) and <c>CenterCrop</c>, in one step: only the pixels that the crop shows are
/// decoded and computed. An image that is smaller than the crop after resizing gets a black border. The key is not used. A border can be
/// cut off first: what is resized is then the image without it, so that none of the border's colour spreads inwards.
/// </summary>
public sealed class EvalTransform : ITransform
{
    private readonly int resize;
    private readonly int border;

    /// <summary>Makes the transform.</summary>
    /// <param name="size">Side of the result in pixels.</param>
    /// <param name="resize">Length of the shorter side before cropping; default: <see cref="DefaultResize"/>.</param>
    /// <param name="border">Pixels cut off each side before resizing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the border is negative.</exception>
    public EvalTransform(int size, int? resize = null, int border = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(border);
        this.border = border;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Size = size;
        this.resize = resize ?? DefaultResize(size);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(this.resize, nameof(resize));
    }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>What it does, in words; of equal words the results are equal.</summary>
    public string Description =>
        $"{(border > 0 ? $"border of {border} cut, " : "")}shorter side {resize}, centre {Size}";

    /// <summary>MAE's choice (<c>util/datasets.py</c>): size · 256/224 rounded down, 256 for 224; above 224 the size itself.</summary>
    public static int DefaultResize(int size) => size <= 224 ? (int)(size / (224.0 / 256.0)) : size;

    /// <inheritdoc/>
    public void Apply(IImageReader reader, RandomKey key, Span<byte> chw)
    {
        ArgumentNullException.ThrowIfNull(reader);
        (int height, int width) = (reader.Height - 2 * border, reader.Width - 2 * border);
        if (height < 1 || width < 1)
        {
            throw new InvalidDataException(
                $"An image of {reader.Width}×{reader.Height} pixels is nothing but its border of {border} pixels.");
        }
        (int resizedHeight, int resizedWidth) = ResizedSize(height, width);
        Window vertical = Window.Of(resizedHeight, Size);
        Window horizontal = Window.Of(resizedWidth, Size);
        using var rows = AxisFilter.Create(height, resizedHeight, vertical.Source, vertical.Count);
        using var columns = AxisFilter.Create(width, resizedWidth, horizontal.Source, horizontal.Count);
        PixelBox box = new(border + rows.SourceFirst, border + columns.SourceFirst, rows.SourceCount, columns.SourceCount);
        if (vertical.Count == Size && horizontal.Count == Size)
            TrainTransform.Resample(reader, box, DecodeScale.Whole, rows, columns, chw);
        else
            ApplyPadded(reader, box, rows, columns, vertical.Target, horizontal.Target, chw);
    }

    private void ApplyPadded(IImageReader reader, PixelBox box, AxisFilter rows, AxisFilter columns, int top, int left, Span<byte> chw)
    {
        int length = 3 * rows.Count * columns.Count;
        byte[] pooled = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            TrainTransform.Resample(reader, box, DecodeScale.Whole, rows, columns, pooled.AsSpan(0, length));
            chw.Clear();
            for (int row = 0; row < 3 * rows.Count; row++)
            {
                int target = (row / rows.Count * Size + top + row % rows.Count) * Size + left;
                pooled.AsSpan(row * columns.Count, columns.Count).CopyTo(chw[target..]);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }

    private (int Height, int Width) ResizedSize(int height, int width)
    {
        (int shorter, int longer) = height <= width ? (height, width) : (width, height);
        double exactLonger = (double)((long)resize * longer) / shorter;
        if (exactLonger > int.MaxValue)
        {
            throw new InvalidDataException(
                $"An image of {width}×{height} pixels is too narrow to be resized to {resize} pixels on its shorter side.");
        }
        int newLonger = (int)exactLonger;
        return height <= width ? (resize, newLonger) : (newLonger, resize);
    }

    /// <summary>Which part of a resized axis the crop shows, and where in the crop it lies.</summary>
    private readonly record struct Window(int Source, int Target, int Count)
    {
        public static Window Of(int length, int crop) => length >= crop
            ? new((int)Math.Round((length - crop) / 2.0), 0, crop)            // halves to even, as Python
            : new(0, (crop - length) / 2, length);
    }
}
