using System.Buffers;
using System.Runtime.Intrinsics;

namespace MaeUnderstand.Data;

/// <summary>
/// Antialiased bicubic resizing of 8-bit RGB, byte for byte that of Pillow's <c>resize(…, BICUBIC)</c>: the horizontal pass comes
/// first and is rounded to bytes, then the vertical one.
/// </summary>
public static class BicubicResize
{
    private const int Half = 1 << (AxisFilter.Bits - 1);

    /// <summary>Resizes an image and splits its channels.</summary>
    /// <param name="rgb">Rows of packed RGB, <paramref name="height"/> × <paramref name="width"/> × 3 bytes.</param>
    /// <param name="height">Rows before.</param>
    /// <param name="width">Columns before.</param>
    /// <param name="chw">Receives [3, newHeight, newWidth].</param>
    /// <param name="newHeight">Rows afterwards.</param>
    /// <param name="newWidth">Columns afterwards.</param>
    /// <exception cref="ArgumentException">A size is not positive, or a buffer has another size.</exception>
    public static void Resize(ReadOnlySpan<byte> rgb, int height, int width, Span<byte> chw, int newHeight, int newWidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(newHeight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(newWidth);
        using var rows = AxisFilter.Create(height, newHeight);
        using var columns = AxisFilter.Create(width, newWidth);
        RequireSize(rgb.Length, height, width, nameof(rgb));
        using DecodedPixels pixels = DecodedPixels.Rent(height, width, pixelBytes: 3);
        rgb.CopyTo(pixels.Buffer);
        Resize(pixels, rows, columns, chw, Vector128.IsHardwareAccelerated);
    }

    /// <param name="pixels">The rows and columns that the filters look at.</param>
    /// <param name="rows">The vertical filter.</param>
    /// <param name="columns">The horizontal filter.</param>
    /// <param name="chw">Receives [3, rows.Count, columns.Count].</param>
    /// <param name="isVectorised">Both ways give the same bytes.</param>
    internal static void Resize(in DecodedPixels pixels, AxisFilter rows, AxisFilter columns, Span<byte> chw, bool isVectorised)
    {
        RequireSize(chw.Length, rows.Count, columns.Count, nameof(chw));
        int length = checked((rows.SourceCount + VerticalPass.Slack) * 3 * columns.Count);
        byte[] pooled = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> narrowed = pooled.AsSpan(0, length);
            HorizontalPass.Run(pixels, columns, narrowed, isVectorised);
            VerticalPass.Run(narrowed, rows, columns.Count, chw, isVectorised);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }

    /// <summary>The fixed-point sum a pass starts with, so that dropping the fraction rounds.</summary>
    internal static int Rounding => Half;

    /// <summary>A fixed-point sum as a byte.</summary>
    internal static byte ToByte(int sum) => (byte)Math.Clamp(sum >> AxisFilter.Bits, 0, 255);

    private static void RequireSize(int length, int height, int width, string name)
    {
        if (length != (long)height * width * 3)
        {
            throw new ArgumentException(
                $"{height}×{width} RGB pixels take {(long)height * width * 3} bytes, but the buffer has {length}.", name);
        }
    }
}
