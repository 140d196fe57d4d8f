using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MaeUnderstand.Data;

/// <summary>The first pass of <see cref="BicubicResize"/>: packed RGB rows to shorter or longer rows, one a channel.</summary>
internal static class HorizontalPass
{
    private const int LoadedBytes = 16;

    /// <param name="rgb">[H, columns.SourceCount, 3].</param>
    /// <param name="columns">The filter.</param>
    /// <param name="planar">Receives [H, 3, columns.Count].</param>
    /// <param name="isVectorised">Whether to use <see cref="Vector128"/>; the bytes are the same.</param>
    public static void Run(ReadOnlySpan<byte> rgb, AxisFilter columns, Span<byte> planar, bool isVectorised)
    {
        int stride = columns.SourceCount * 3;
        int height = rgb.Length / stride;
        // Two taps are loaded as 16 bytes, which at a row's end reach into the next row; the last one has none.
        int reach = (columns.Starts[^1] + columns.Taps - AxisFilter.TapGroup) * 3 + LoadedBytes;
        int vectorColumns = columns.Count / 4 * 4;
        int vectorRows = isVectorised && rgb.Length >= reach ? Math.Min((rgb.Length - reach) / stride + 1, height) : 0;
        int y = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; y + 2 <= vectorRows; y += 2)
                VectorPair(ref Row(rgb, y * stride), stride, columns, ref planar[y * 3 * columns.Count], vectorColumns);
        }
        for (; y < vectorRows; y++)
            VectorRow(ref Row(rgb, y * stride), columns, ref planar[y * 3 * columns.Count], vectorColumns);
        for (y = 0; y < height; y++)
        {
            Span<byte> to = planar.Slice(y * 3 * columns.Count, 3 * columns.Count);
            ScalarRow(rgb.Slice(y * stride, stride), columns, to, y < vectorRows ? vectorColumns : 0);
        }
    }

    private static ref byte Row(ReadOnlySpan<byte> rgb, int offset) => ref Unsafe.Add(ref MemoryMarshal.GetReference(rgb), offset);

    private static void ScalarRow(ReadOnlySpan<byte> row, AxisFilter columns, Span<byte> to, int first)
    {
        for (int x = first; x < columns.Count; x++)
        {
            int start = columns.Starts[x];
            ReadOnlySpan<int> weights = columns.Weights.Slice(x * columns.Taps, Math.Min(columns.Taps, columns.SourceCount - start));
            (int red, int green, int blue) = (BicubicResize.Rounding, BicubicResize.Rounding, BicubicResize.Rounding);
            ReadOnlySpan<byte> pixels = row.Slice(start * 3, weights.Length * 3);
            for (int k = 0; k < weights.Length; k++)
            {
                red += weights[k] * pixels[3 * k];
                green += weights[k] * pixels[3 * k + 1];
                blue += weights[k] * pixels[3 * k + 2];
            }
            to[x] = BicubicResize.ToByte(red);
            to[columns.Count + x] = BicubicResize.ToByte(green);
            to[2 * columns.Count + x] = BicubicResize.ToByte(blue);
        }
    }

    /// <summary>Four output pixels at a time: each sum holds red, green, blue and nothing.</summary>
    private static void VectorRow(ref byte row, AxisFilter columns, ref byte to, int end)
    {
        int taps = columns.Taps;
        ref int start = ref MemoryMarshal.GetReference(columns.Starts);
        ref int weights = ref MemoryMarshal.GetReference(columns.Weights);
        for (int x = 0; x < end; x += 4)
        {
            Vector128<int> four = Vector128<int>.Zero;
            for (int i = 0; i < 4; i++)
            {
                ref byte pixels = ref Unsafe.Add(ref row, Unsafe.Add(ref start, x + i) * 3);
                four |= Sum(ref pixels, ref Unsafe.Add(ref weights, (x + i) * taps), taps) << (8 * i);
            }
            Store(four, ref Unsafe.Add(ref to, x), columns.Count);
        }
    }

    /// <summary>The same for two rows at once, one in each half of the vectors.</summary>
    private static void VectorPair(ref byte row, int stride, AxisFilter columns, ref byte to, int end)
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
                ref byte pixels = ref Unsafe.Add(ref row, Unsafe.Add(ref start, x + i) * 3);
                four |= Sum(ref pixels, stride, ref Unsafe.Add(ref weights, (x + i) * taps), taps) << (8 * i);
            }
            Store(four.GetLower(), ref Unsafe.Add(ref to, x), count);
            Store(four.GetUpper(), ref Unsafe.Add(ref to, 3 * count + x), count);
        }
    }

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
    private static Vector128<int> Sum(ref byte pixels, ref int weights, int taps)
    {
        Vector128<int> even = Vector128.Create(BicubicResize.Rounding);
        Vector128<int> odd = Vector128<int>.Zero;
        for (int k = 0; k < taps; k += AxisFilter.TapGroup)
        {
            Vector128<byte> group = Vector128.LoadUnsafe(ref pixels, (nuint)(3 * k));
            even += Vector128.Shuffle(group, Pixel0).AsInt32() * Unsafe.Add(ref weights, k);
            odd += Vector128.Shuffle(group, Pixel1).AsInt32() * Unsafe.Add(ref weights, k + 1);
        }
        Vector128<int> sum = (even + odd) >> AxisFilter.Bits;
        return Vector128.Min(Vector128.Max(sum, Vector128<int>.Zero), Vector128.Create(255));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Sum(ref byte pixels, int stride, ref int weights, int taps)
    {
        ref byte below = ref Unsafe.Add(ref pixels, stride);
        Vector256<int> even = Vector256.Create(BicubicResize.Rounding);
        Vector256<int> odd = Vector256<int>.Zero;
        for (int k = 0; k < taps; k += AxisFilter.TapGroup)
        {
            Vector256<byte> group = Vector256.Create(
                Vector128.LoadUnsafe(ref pixels, (nuint)(3 * k)), Vector128.LoadUnsafe(ref below, (nuint)(3 * k)));
            even += Vector256.Shuffle(group, Both(Pixel0)).AsInt32() * Unsafe.Add(ref weights, k);
            odd += Vector256.Shuffle(group, Both(Pixel1)).AsInt32() * Unsafe.Add(ref weights, k + 1);
        }
        Vector256<int> sum = (even + odd) >> AxisFilter.Bits;
        return Vector256.Min(Vector256.Max(sum, Vector256<int>.Zero), Vector256.Create(255));
    }

    // Which of the loaded bytes become the lanes of a pixel; an index past the end gives 0. Constants, so that a shuffle is one
    // instruction.
    private static Vector128<byte> Pixel0 =>
        Vector128.Create((byte)0, 255, 255, 255, 1, 255, 255, 255, 2, 255, 255, 255, 255, 255, 255, 255);

    private static Vector128<byte> Pixel1 =>
        Vector128.Create((byte)3, 255, 255, 255, 4, 255, 255, 255, 5, 255, 255, 255, 255, 255, 255, 255);

    /// <summary>The indices for both halves: those of the upper half lie 16 higher, and 255 stays past the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Both(Vector128<byte> indices) => Vector256.Create(indices, indices | Vector128.Create((byte)16));
}
