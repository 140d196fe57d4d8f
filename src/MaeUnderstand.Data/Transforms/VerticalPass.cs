using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MaeUnderstand.Data;

/// <summary>The second pass of <see cref="BicubicResize"/>: adds weighted rows of one channel.</summary>
internal static class VerticalPass
{
    /// <param name="planar">[rows.SourceCount, 3, width].</param>
    /// <param name="rows">The filter.</param>
    /// <param name="width">Columns.</param>
    /// <param name="chw">Receives [3, rows.Count, width].</param>
    /// <param name="isVectorised">Whether to use <see cref="Vector{T}"/>; the bytes are the same.</param>
    public static void Run(ReadOnlySpan<byte> planar, AxisFilter rows, int width, Span<byte> chw, bool isVectorised)
    {
        bool useVectors = isVectorised && width >= Vector<byte>.Count;
        int stride = 3 * width;
        for (int y = 0; y < rows.Count; y++)
        {
            int start = rows.Starts[y];
            ReadOnlySpan<int> weights = rows.Weights.Slice(y * rows.Taps, Math.Min(rows.Taps, rows.SourceCount - start)).TrimEnd(0);
            for (int channel = 0; channel < 3; channel++)
            {
                ReadOnlySpan<byte> from = planar[(start * stride + channel * width)..];
                Span<byte> to = chw.Slice((channel * rows.Count + y) * width, width);
                if (useVectors)
                    VectorRow(from, stride, weights, to);
                else
                    ScalarRow(from, stride, weights, to);
            }
        }
    }

    private static void ScalarRow(ReadOnlySpan<byte> from, int stride, ReadOnlySpan<int> weights, Span<byte> to)
    {
        for (int x = 0; x < to.Length; x++)
        {
            int sum = BicubicResize.Rounding;
            for (int k = 0; k < weights.Length; k++)
                sum += weights[k] * from[k * stride + x];
            to[x] = BicubicResize.ToByte(sum);
        }
    }

    private static void VectorRow(ReadOnlySpan<byte> from, int stride, ReadOnlySpan<int> weights, Span<byte> to)
    {
        ref byte source = ref MemoryMarshal.GetReference(from);
        int last = to.Length - Vector<byte>.Count;
        for (int x = 0; x < last; x += Vector<byte>.Count)
            Sum(ref Unsafe.Add(ref source, x), stride, weights).CopyTo(to[x..]);
        Sum(ref Unsafe.Add(ref source, last), stride, weights).CopyTo(to[last..]);     // overlaps the one before
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<byte> Sum(ref byte source, int stride, ReadOnlySpan<int> weights)
    {
        var sum0 = new Vector<int>(BicubicResize.Rounding);
        (Vector<int> sum1, Vector<int> sum2, Vector<int> sum3) = (sum0, sum0, sum0);
        for (int k = 0; k < weights.Length; k++)
        {
            Vector.Widen(Vector.LoadUnsafe(ref source, (nuint)(k * stride)), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> pixels0, out Vector<uint> pixels1);
            Vector.Widen(high, out Vector<uint> pixels2, out Vector<uint> pixels3);
            var weight = new Vector<int>(weights[k]);
            sum0 += Vector.AsVectorInt32(pixels0) * weight;
            sum1 += Vector.AsVectorInt32(pixels1) * weight;
            sum2 += Vector.AsVectorInt32(pixels2) * weight;
            sum3 += Vector.AsVectorInt32(pixels3) * weight;
        }
        Vector<ushort> lower = Vector.Narrow(Clip(sum0), Clip(sum1));
        return Vector.Narrow(lower, Vector.Narrow(Clip(sum2), Clip(sum3)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Clip(Vector<int> sum) => Vector.AsVectorUInt32(
        Vector.Min(Vector.Max(sum >> AxisFilter.Bits, Vector<int>.Zero), new Vector<int>(255)));
}
