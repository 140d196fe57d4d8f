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
        // A group of taps is loaded as 16 bytes, which at a row's end reaches into the next rows; the last ones have none.
        int reach = (columns.Starts[^1] + columns.Taps - AxisFilter.TapGroup) * 3 + LoadedBytes;
        int vectorColumns = columns.Count / 4 * 4;
        for (int y = 0; y < height; y++)
        {
            Span<byte> to = planar.Slice(y * 3 * columns.Count, 3 * columns.Count);
            int done = 0;
            if (isVectorised && y * stride + reach <= rgb.Length)
            {
                VectorRow(ref Unsafe.Add(ref MemoryMarshal.GetReference(rgb), y * stride), columns, to, vectorColumns);
                done = vectorColumns;
            }
            ScalarRow(rgb.Slice(y * stride, stride), columns, to, done);
        }
    }

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
    private static void VectorRow(ref byte row, AxisFilter columns, Span<byte> to, int end)
    {
        int taps = columns.Taps;
        int count = columns.Count;
        ref int start = ref MemoryMarshal.GetReference(columns.Starts);
        ref int weight = ref MemoryMarshal.GetReference(columns.Weights);
        ref byte red = ref MemoryMarshal.GetReference(to);
        for (int x = 0; x < end; x += 4)
        {
            Vector128<int> four = Sum(ref Unsafe.Add(ref row, Unsafe.Add(ref start, x) * 3), ref Unsafe.Add(ref weight, x * taps), taps);
            for (int i = 1; i < 4; i++)
            {
                ref byte pixels = ref Unsafe.Add(ref row, Unsafe.Add(ref start, x + i) * 3);
                four |= Sum(ref pixels, ref Unsafe.Add(ref weight, (x + i) * taps), taps) << (8 * i);
            }
            // Now each lane holds four bytes of one channel.
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref red, x), four.GetElement(0));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref red, count + x), four.GetElement(1));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref red, 2 * count + x), four.GetElement(2));
        }
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
            even += Pixel0(group) * Unsafe.Add(ref weights, k);
            odd += Pixel1(group) * Unsafe.Add(ref weights, k + 1);
            even += Pixel2(group) * Unsafe.Add(ref weights, k + 2);
            odd += Pixel3(group) * Unsafe.Add(ref weights, k + 3);
        }
        Vector128<int> sum = (even + odd) >> AxisFilter.Bits;
        return Vector128.Min(Vector128.Max(sum, Vector128<int>.Zero), Vector128.Create(255));
    }

    // Constant shuffles, so that each is one instruction; an index past the end gives 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Pixel0(Vector128<byte> group) =>
        Vector128.Shuffle(group, Vector128.Create((byte)0, 255, 255, 255, 1, 255, 255, 255, 2, 255, 255, 255, 255, 255, 255, 255)).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Pixel1(Vector128<byte> group) =>
        Vector128.Shuffle(group, Vector128.Create((byte)3, 255, 255, 255, 4, 255, 255, 255, 5, 255, 255, 255, 255, 255, 255, 255)).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Pixel2(Vector128<byte> group) =>
        Vector128.Shuffle(group, Vector128.Create((byte)6, 255, 255, 255, 7, 255, 255, 255, 8, 255, 255, 255, 255, 255, 255, 255)).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Pixel3(Vector128<byte> group) =>
        Vector128.Shuffle(group, Vector128.Create((byte)9, 255, 255, 255, 10, 255, 255, 255, 11, 255, 255, 255, 255, 255, 255, 255)).AsInt32();
}
