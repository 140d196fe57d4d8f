using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MaeUnderstand.Data;

/// <summary>The second pass of <see cref="BicubicResize"/>: adds weighted rows of one channel.</summary>
internal static class VerticalPass
{
    /// <summary>Rows behind the last one that may be read, though not used.</summary>
    public const int Slack = ByteWeights.Group - 1;

    /// <param name="planar">[rows.SourceCount + <see cref="Slack"/>, 3, width].</param>
    /// <param name="rows">The filter.</param>
    /// <param name="width">Columns.</param>
    /// <param name="chw">Receives [3, rows.Count, width].</param>
    /// <param name="isVectorised">Whether to use <see cref="Vector{T}"/>; the bytes are the same.</param>
    public static void Run(ReadOnlySpan<byte> planar, AxisFilter rows, int width, Span<byte> chw, bool isVectorised)
    {
        if (isVectorised && AvxVnni.IsSupported && width >= Vector256<byte>.Count)
        {
            VnniRun(planar, rows, width, chw);
            return;
        }
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

    /// <summary>Four rows at a time, by the instructions that multiply bytes.</summary>
    private static void VnniRun(ReadOnlySpan<byte> planar, AxisFilter rows, int width, Span<byte> chw)
    {
        using var weights = new ByteWeights(rows);
        int stride = 3 * width;
        int last = width - Vector256<byte>.Count;
        for (int y = 0; y < rows.Count; y++)
        {
            int start = rows.Starts[y];
            int groups = Math.Min(weights.Groups, (rows.SourceCount - start + Slack) / ByteWeights.Group);
            ReadOnlySpan<int> packed = weights.Packed.Slice(y * weights.Groups * 3, groups * 3);
            for (int channel = 0; channel < 3; channel++)
            {
                // The slices check the bounds of what is read and written below.
                ref byte from = ref MemoryMarshal.GetReference(
                    planar.Slice(start * stride + channel * width, (groups * ByteWeights.Group - 1) * stride + width));
                ref byte to = ref MemoryMarshal.GetReference(chw.Slice((channel * rows.Count + y) * width, width));
                for (int x = 0; x < last; x += Vector256<byte>.Count)
                    VnniColumns(ref Unsafe.Add(ref from, x), stride, packed).StoreUnsafe(ref to, (nuint)x);
                VnniColumns(ref Unsafe.Add(ref from, last), stride, packed).StoreUnsafe(ref to, (nuint)last);   // overlaps the one before
            }
        }
    }

    /// <summary>32 columns. Interleaving and packing both work on halves of a vector, so the order of the columns comes back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> VnniColumns(ref byte from, int stride, ReadOnlySpan<int> packed) => Avx2.PackUnsignedSaturate(
        VnniHalf(ref from, stride, packed, isUpper: false), VnniHalf(ref from, stride, packed, isUpper: true));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> VnniHalf(ref byte from, int stride, ReadOnlySpan<int> packed, bool isUpper)
    {
        Vector256<int> low0 = Vector256.Create(BicubicResize.Rounding);
        (Vector256<int> low1, Vector256<int> middle0, Vector256<int> middle1) = (low0, Vector256<int>.Zero, Vector256<int>.Zero);
        (Vector256<int> high0, Vector256<int> high1) = (Vector256<int>.Zero, Vector256<int>.Zero);
        for (int k = 0; k + 3 <= packed.Length; k += 3)
        {
            Vector256<short> pair0 = Interleave(ref from, stride, isUpper);
            Vector256<short> pair1 = Interleave(ref Unsafe.Add(ref from, 2 * stride), stride, isUpper);
            Vector256<byte> columns0 = Avx2.UnpackLow(pair0, pair1).AsByte();
            Vector256<byte> columns1 = Avx2.UnpackHigh(pair0, pair1).AsByte();
            Vector256<sbyte> low = Vector256.Create(packed[k]).AsSByte();
            low0 = AvxVnni.MultiplyWideningAndAdd(low0, columns0, low);
            low1 = AvxVnni.MultiplyWideningAndAdd(low1, columns1, low);
            Vector256<sbyte> middle = Vector256.Create(packed[k + 1]).AsSByte();
            middle0 = AvxVnni.MultiplyWideningAndAdd(middle0, columns0, middle);
            middle1 = AvxVnni.MultiplyWideningAndAdd(middle1, columns1, middle);
            Vector256<sbyte> high = Vector256.Create(packed[k + 2]).AsSByte();
            high0 = AvxVnni.MultiplyWideningAndAdd(high0, columns0, high);
            high1 = AvxVnni.MultiplyWideningAndAdd(high1, columns1, high);
            from = ref Unsafe.Add(ref from, ByteWeights.Group * stride);
        }
        return Avx2.PackSignedSaturate(
            low0 + (middle0 << 8) + (high0 << 16) >> AxisFilter.Bits, low1 + (middle1 << 8) + (high1 << 16) >> AxisFilter.Bits);
    }

    /// <summary>Two rows' bytes in turns, of the lower or the upper half of each half of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Interleave(ref byte row, int stride, bool isUpper)
    {
        Vector256<byte> first = Vector256.LoadUnsafe(ref row);
        Vector256<byte> second = Vector256.LoadUnsafe(ref row, (nuint)stride);
        return (isUpper ? Avx2.UnpackHigh(first, second) : Avx2.UnpackLow(first, second)).AsInt16();
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
