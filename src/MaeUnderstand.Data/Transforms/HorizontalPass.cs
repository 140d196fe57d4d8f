using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MaeUnderstand.Data;

/// <summary>The first pass of <see cref="BicubicResize"/>: packed RGB rows to shorter or longer rows, one a channel.</summary>
internal static class HorizontalPass
{
    private const int LoadedBytes = 16;

    /// <param name="pixels">[H, columns.SourceCount].</param>
    /// <param name="columns">The filter.</param>
    /// <param name="planar">Receives [H, 3, columns.Count].</param>
    /// <param name="isVectorised">Whether to use <see cref="Vector128"/>; the bytes are the same.</param>
    public static void Run(in DecodedPixels pixels, AxisFilter columns, Span<byte> planar, bool isVectorised)
    {
        int vectorRows = 0;
        int vectorColumns = columns.Count / 4 * 4;
        if (isVectorised && pixels.PixelBytes == 3)
            vectorRows = VectorRun<PackedRgb>(pixels, columns, planar, vectorColumns);
        else if (isVectorised)
            vectorRows = VectorRun<PackedRgba>(pixels, columns, planar, vectorColumns);
        for (int y = 0; y < pixels.Height; y++)
        {
            Span<byte> to = planar.Slice(y * 3 * columns.Count, 3 * columns.Count);
            ScalarRow(pixels.Row(y), pixels.PixelBytes, columns, to, y < vectorRows ? vectorColumns : 0);
        }
    }

    /// <returns>The rows done; those at the buffer's end may be too short.</returns>
    private static int VectorRun<TPixel>(in DecodedPixels pixels, AxisFilter columns, Span<byte> planar, int end)
        where TPixel : IPixelLayout
    {
        int y = 0;
        if (AvxVnni.IsSupported)
        {
            using var weights = new ByteWeights(columns);
            int ready = RowsThatReach(pixels, columns.Starts[^1] + (weights.Groups - 1) * ByteWeights.Group);
            for (; y + 4 <= ready; y += 4)
                VnniFour<TPixel>(ref Row(pixels, y), pixels.Stride, columns, weights, ref planar[y * 3 * columns.Count], end);
        }
        int rows = RowsThatReach(pixels, columns.Starts[^1] + columns.Taps - AxisFilter.TapGroup);
        if (Vector256.IsHardwareAccelerated)
        {
            for (; y + 2 <= rows; y += 2)
                VectorPair<TPixel>(ref Row(pixels, y), pixels.Stride, columns, ref planar[y * 3 * columns.Count], end);
        }
        for (; y < rows; y++)
            VectorRow<TPixel>(ref Row(pixels, y), columns, ref planar[y * 3 * columns.Count], end);
        return rows;
    }

    /// <summary>The rows at whose last loaded pixel the buffer still has enough bytes: at a row's end a load reaches into the next row.
    /// </summary>
    private static int RowsThatReach(in DecodedPixels pixels, int lastPixel)
    {
        int spare = pixels.FromRow(0).Length - lastPixel * pixels.PixelBytes - LoadedBytes;
        return spare < 0 ? 0 : Math.Min(spare / pixels.Stride + 1, pixels.Height);
    }

    private static ref byte Row(in DecodedPixels pixels, int y) => ref MemoryMarshal.GetReference(pixels.FromRow(y));

    private static void ScalarRow(ReadOnlySpan<byte> row, int pixelBytes, AxisFilter columns, Span<byte> to, int first)
    {
        for (int x = first; x < columns.Count; x++)
        {
            int start = columns.Starts[x];
            ReadOnlySpan<int> weights = columns.Weights.Slice(x * columns.Taps, Math.Min(columns.Taps, columns.SourceCount - start));
            (int red, int green, int blue) = (BicubicResize.Rounding, BicubicResize.Rounding, BicubicResize.Rounding);
            int at = start * pixelBytes;
            foreach (int weight in weights)
            {
                red += weight * row[at];
                green += weight * row[at + 1];
                blue += weight * row[at + 2];
                at += pixelBytes;
            }
            to[x] = BicubicResize.ToByte(red);
            to[columns.Count + x] = BicubicResize.ToByte(green);
            to[2 * columns.Count + x] = BicubicResize.ToByte(blue);
        }
    }

    /// <summary>Four output pixels at a time: each sum holds red, green, blue and nothing.</summary>
    private static void VectorRow<TPixel>(ref byte row, AxisFilter columns, ref byte to, int end)
        where TPixel : IPixelLayout
    {
        int taps = columns.Taps;
        ref int start = ref MemoryMarshal.GetReference(columns.Starts);
        ref int weights = ref MemoryMarshal.GetReference(columns.Weights);
        for (int x = 0; x < end; x += 4)
        {
            Vector128<int> four = Vector128<int>.Zero;
            for (int i = 0; i < 4; i++)
            {
                ref byte pixels = ref Unsafe.Add(ref row, Unsafe.Add(ref start, x + i) * TPixel.Bytes);
                four |= Sum<TPixel>(ref pixels, ref Unsafe.Add(ref weights, (x + i) * taps), taps) << (8 * i);
            }
            Store(four, ref Unsafe.Add(ref to, x), columns.Count);
        }
    }

    /// <summary>The same for two rows at once, one in each half of the vectors.</summary>
    private static void VectorPair<TPixel>(ref byte row, int stride, AxisFilter columns, ref byte to, int end)
        where TPixel : IPixelLayout
    {
        int taps = columns.Taps;
        int count = columns.Count;
        ref int start = ref MemoryMarshal.GetReference(columns.Starts);
        ref int weights = ref MemoryMarshal.GetReference(columns.Weights);
        for (int x = 0; x < end; x += 4)
        {
            Vector256<int> four = Vector256<int>.Zero;
            for (int i = 0; i < 4; i++)
            {
                ref byte pixels = ref Unsafe.Add(ref row, Unsafe.Add(ref start, x + i) * TPixel.Bytes);
                four |= Sum<TPixel>(ref pixels, stride, ref Unsafe.Add(ref weights, (x + i) * taps), taps) << (8 * i);
            }
            Store(four.GetLower(), ref Unsafe.Add(ref to, x), count);
            Store(four.GetUpper(), ref Unsafe.Add(ref to, 3 * count + x), count);
        }
    }

    /// <summary>Four rows at once and four weights at a time, by the instructions that multiply bytes.</summary>
    private static void VnniFour<TPixel>(ref byte row, int stride, AxisFilter columns, ByteWeights weights, ref byte to, int end)
        where TPixel : IPixelLayout
    {
        int count = columns.Count;
        int groups = weights.Groups;
        ref int start = ref MemoryMarshal.GetReference(columns.Starts);
        ref int weight = ref MemoryMarshal.GetReference(weights.Packed);
        for (int x = 0; x < end; x += 4)
        {
            Vector256<int> upper = Vector256<int>.Zero;
            Vector256<int> lower = Vector256<int>.Zero;
            for (int i = 0; i < 4; i++)
            {
                ref byte pixels = ref Unsafe.Add(ref row, Unsafe.Add(ref start, x + i) * TPixel.Bytes);
                Vector256<int> low0 = Vector256.Create(BicubicResize.Rounding);
                (Vector256<int> low1, Vector256<int> middle0, Vector256<int> middle1) = (low0, Vector256<int>.Zero, Vector256<int>.Zero);
                (Vector256<int> high0, Vector256<int> high1) = (Vector256<int>.Zero, Vector256<int>.Zero);
                for (int k = 0; k < groups; k++)
                {
                    Vector256<sbyte> low = Vector256.Create(weight).AsSByte();
                    Vector256<sbyte> middle = Vector256.Create(Unsafe.Add(ref weight, 1)).AsSByte();
                    Vector256<sbyte> high = Vector256.Create(Unsafe.Add(ref weight, 2)).AsSByte();
                    weight = ref Unsafe.Add(ref weight, 3);
                    Vector256<byte> rows0 = Quads<TPixel>(ref pixels, stride);
                    low0 = AvxVnni.MultiplyWideningAndAdd(low0, rows0, low);
                    middle0 = AvxVnni.MultiplyWideningAndAdd(middle0, rows0, middle);
                    high0 = AvxVnni.MultiplyWideningAndAdd(high0, rows0, high);
                    Vector256<byte> rows1 = Quads<TPixel>(ref Unsafe.Add(ref pixels, 2 * stride), stride);
                    low1 = AvxVnni.MultiplyWideningAndAdd(low1, rows1, low);
                    middle1 = AvxVnni.MultiplyWideningAndAdd(middle1, rows1, middle);
                    high1 = AvxVnni.MultiplyWideningAndAdd(high1, rows1, high);
                    pixels = ref Unsafe.Add(ref pixels, ByteWeights.Group * TPixel.Bytes);
                }
                upper |= Clip(low0 + (middle0 << 8) + (high0 << 16)) << (8 * i);
                lower |= Clip(low1 + (middle1 << 8) + (high1 << 16)) << (8 * i);
            }
            ref byte at = ref Unsafe.Add(ref to, x);
            Store(upper.GetLower(), ref at, count);
            Store(upper.GetUpper(), ref Unsafe.Add(ref at, 3 * count), count);
            Store(lower.GetLower(), ref Unsafe.Add(ref at, 6 * count), count);
            Store(lower.GetUpper(), ref Unsafe.Add(ref at, 9 * count), count);
        }
    }

    /// <summary>Four pixels of a row and of the one below, each channel's four bytes in a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Quads<TPixel>(ref byte pixels, int stride)
        where TPixel : IPixelLayout =>
        Vector256.Shuffle(
            Vector256.Create(Vector128.LoadUnsafe(ref pixels), Vector128.LoadUnsafe(ref pixels, (nuint)stride)), Both(TPixel.Quad));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Clip(Vector256<int> sum) =>
        Vector256.Min(Vector256.Max(sum >> AxisFilter.Bits, Vector256<int>.Zero), Vector256.Create(255));

    /// <summary>Each lane holds four bytes of one channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<int> four, ref byte to, int count)
    {
        Unsafe.WriteUnaligned(ref to, four.GetElement(0));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, count), four.GetElement(1));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 2 * count), four.GetElement(2));
    }

    /// <summary>The weighted sum of packed pixels, as bytes in the low ends of the first three lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Sum<TPixel>(ref byte pixels, ref int weights, int taps)
        where TPixel : IPixelLayout
    {
        Vector128<int> even = Vector128.Create(BicubicResize.Rounding);
        Vector128<int> odd = Vector128<int>.Zero;
        for (int k = 0; k < taps; k += AxisFilter.TapGroup)
        {
            Vector128<byte> group = Vector128.LoadUnsafe(ref pixels, (nuint)(TPixel.Bytes * k));
            even += Vector128.Shuffle(group, TPixel.First).AsInt32() * Unsafe.Add(ref weights, k);
            odd += Vector128.Shuffle(group, TPixel.Second).AsInt32() * Unsafe.Add(ref weights, k + 1);
        }
        Vector128<int> sum = (even + odd) >> AxisFilter.Bits;
        return Vector128.Min(Vector128.Max(sum, Vector128<int>.Zero), Vector128.Create(255));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Sum<TPixel>(ref byte pixels, int stride, ref int weights, int taps)
        where TPixel : IPixelLayout
    {
        ref byte below = ref Unsafe.Add(ref pixels, stride);
        Vector256<int> even = Vector256.Create(BicubicResize.Rounding);
        Vector256<int> odd = Vector256<int>.Zero;
        for (int k = 0; k < taps; k += AxisFilter.TapGroup)
        {
            Vector256<byte> group = Vector256.Create(
                Vector128.LoadUnsafe(ref pixels, (nuint)(TPixel.Bytes * k)), Vector128.LoadUnsafe(ref below, (nuint)(TPixel.Bytes * k)));
            even += Vector256.Shuffle(group, Both(TPixel.First)).AsInt32() * Unsafe.Add(ref weights, k);
            odd += Vector256.Shuffle(group, Both(TPixel.Second)).AsInt32() * Unsafe.Add(ref weights, k + 1);
        }
        return Clip(even + odd);
    }

    /// <summary>The indices for both halves: those of the upper half lie 16 higher, and 255 stays past the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Both(Vector128<byte> indices) => Vector256.Create(indices, indices | Vector128.Create((byte)16));

    /// <summary>
    /// Which of the loaded bytes become the lanes of a pixel; an index past the end gives 0. Constants, so that a shuffle is one
    /// instruction.
    /// </summary>
    private interface IPixelLayout
    {
        static abstract int Bytes { get; }

        static abstract Vector128<byte> First { get; }

        static abstract Vector128<byte> Second { get; }

        /// <summary>Four pixels, channel by channel.</summary>
        static abstract Vector128<byte> Quad { get; }
    }

    private readonly struct PackedRgb : IPixelLayout
    {
        public static int Bytes => 3;

        public static Vector128<byte> First =>
            Vector128.Create((byte)0, 255, 255, 255, 1, 255, 255, 255, 2, 255, 255, 255, 255, 255, 255, 255);

        public static Vector128<byte> Second =>
            Vector128.Create((byte)3, 255, 255, 255, 4, 255, 255, 255, 5, 255, 255, 255, 255, 255, 255, 255);

        public static Vector128<byte> Quad => Vector128.Create((byte)0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, 255, 255, 255, 255);
    }

    private readonly struct PackedRgba : IPixelLayout
    {
        public static int Bytes => 4;

        public static Vector128<byte> First => PackedRgb.First;

        public static Vector128<byte> Second =>
            Vector128.Create((byte)4, 255, 255, 255, 5, 255, 255, 255, 6, 255, 255, 255, 255, 255, 255, 255);

        public static Vector128<byte> Quad => Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 255, 255, 255, 255);
    }
}
