using System.Runtime.InteropServices;

namespace MaeUnderstand.Evaluation.Metrics.Kernels;

/// <summary>The median of numbers that are not negative; of an even count the lower middle one, as <c>torch.median</c>.</summary>
internal static class LowerMedian
{
    private const int FirstBits = 12;                   // the bits of such floats are in their order
    private const int Shift = 31 - FirstBits;

    /// <param name="values">At least one, none negative; their order is lost. NaN counts as larger than all.</param>
    public static float Of(Span<float> values)
    {
        Span<int> bits = MemoryMarshal.Cast<float, int>(values);
        Span<int> counts = stackalloc int[1 << FirstBits];
        counts.Clear();
        foreach (int value in bits)
            counts[(value & int.MaxValue) >> Shift]++;
        int rank = (bits.Length - 1) / 2;
        int bucket = 0;
        for (; rank >= counts[bucket]; bucket++)
            rank -= counts[bucket];
        int found = 0;
        foreach (int value in bits)
        {
            if ((value & int.MaxValue) >> Shift == bucket)
                bits[found++] = value & int.MaxValue;                  // never ahead of the reading
        }
        Span<int> candidates = bits[..found];
        candidates.Sort();
        return BitConverter.Int32BitsToSingle(candidates[rank]);
    }
}
