using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MaeUnderstand.Data;

/// <summary>
/// Pillow's <c>transform(…, AFFINE, BICUBIC)</c> of 8-bit planes, byte for byte: the cubic of four neighbours along each row, then that
/// of the four rows, in double precision and cut off, not rounded. Neighbours outside the image repeat its border; what comes from
/// outside is filled with ImageNet's mean colour, as timm does.
/// </summary>
internal static class AffineResample
{
    private static readonly ChannelValues Mean = Normalisation.ImageNet.Mean;

    /// <summary>Resamples in place.</summary>
    /// <param name="chw">[3, height, width].</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="map">Where the pixels come from, corners at whole numbers.</param>
    public static void Run(Span<byte> chw, int height, int width, in AffineMap map)
    {
        byte[] pooled = ArrayPool<byte>.Shared.Rent(chw.Length);
        try
        {
            Span<byte> source = pooled.AsSpan(0, chw.Length);
            chw.CopyTo(source);
            for (int y = 0; y < height; y++)
                Row(source, chw, y, height, width, map);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }

    /// <summary>The colour of what lies outside the image.</summary>
    internal static byte Fill(int channel) => (byte)Math.Round(255 * Mean[channel]);

    private static void Row(ReadOnlySpan<byte> source, Span<byte> chw, int row, int height, int width, in AffineMap map)
    {
        int plane = height * width;
        double targetY = row + 0.5;
        (byte red, byte green, byte blue) = (Fill(0), Fill(1), Fill(2));
        for (int column = 0; column < width; column++)
        {
            double targetX = column + 0.5;
            double x = map.XFromX * targetX + map.XFromY * targetY + map.X;
            double y = map.YFromX * targetX + map.YFromY * targetY + map.Y;
            int at = row * width + column;
            if (!(x >= 0 && x < width && y >= 0 && y < height))
            {
                (chw[at], chw[plane + at], chw[2 * plane + at]) = (red, green, blue);
                continue;
            }
            var taps = new Taps(x - 0.5, y - 0.5, height, width);
            chw[at] = taps.Sample(source[..plane]);
            chw[plane + at] = taps.Sample(source.Slice(plane, plane));
            chw[2 * plane + at] = taps.Sample(source.Slice(2 * plane, plane));
        }
    }

    /// <summary>The sixteen neighbours of a place, in pixels from the middle of the first one, and how far along it lies.</summary>
    private readonly struct Taps
    {
        private readonly int row0;
        private readonly int row1;
        private readonly int row2;
        private readonly int row3;
        private readonly int column0;
        private readonly int column1;
        private readonly int column2;
        private readonly int column3;
        private readonly double alongX;
        private readonly double alongY;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Taps(double x, double y, int height, int width)
        {
            var left = (int)Math.Floor(x);
            var top = (int)Math.Floor(y);
            (alongX, alongY) = (x - left, y - top);
            (int lastColumn, int lastRow) = (width - 1, height - 1);
            column0 = Math.Clamp(left - 1, 0, lastColumn);
            column1 = Math.Clamp(left, 0, lastColumn);
            column2 = Math.Clamp(left + 1, 0, lastColumn);
            column3 = Math.Clamp(left + 2, 0, lastColumn);
            row0 = Math.Clamp(top - 1, 0, lastRow) * width;
            row1 = Math.Clamp(top, 0, lastRow) * width;
            row2 = Math.Clamp(top + 1, 0, lastRow) * width;
            row3 = Math.Clamp(top + 2, 0, lastRow) * width;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public byte Sample(ReadOnlySpan<byte> plane)
        {
            ref byte first = ref MemoryMarshal.GetReference(plane);      // the clamps keep every index inside
            double value = Cubic(
                Along(ref Unsafe.Add(ref first, row0)),
                Along(ref Unsafe.Add(ref first, row1)),
                Along(ref Unsafe.Add(ref first, row2)),
                Along(ref Unsafe.Add(ref first, row3)),
                alongY);
            return (byte)Math.Clamp(value, 0, 255);
        }

        /// <summary>The cubic of four bytes; their sums are whole numbers and so exact.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private double Along(ref byte row)
        {
            int v1 = Unsafe.Add(ref row, column0);
            int v2 = Unsafe.Add(ref row, column1);
            int v3 = Unsafe.Add(ref row, column2);
            int v4 = Unsafe.Add(ref row, column3);
            double d = alongX;
            return v2 + d * ((v3 - v1) + d * ((2 * (v1 - v2) + v3 - v4) + d * (v2 - v1 - v3 + v4)));
        }

        /// <summary>The cubic through four values at −1, 0, 1, 2 whose slopes are Pillow's, in its order of operations.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static double Cubic(double v1, double v2, double v3, double v4, double d)
        {
            double linear = -v1 + v3;
            double square = 2 * (v1 - v2) + v3 - v4;
            double cube = -v1 + v2 - v3 + v4;
            return v2 + d * (linear + d * (square + d * cube));
        }
    }
}
