using System.Buffers;
using System.Runtime.InteropServices;

namespace MaeUnderstand.Data;

/// <summary>
/// The weights of an <see cref="AxisFilter"/> as three signed bytes each, w = low + 2⁸·middle + 2¹⁶·high, for instructions that
/// multiply bytes: the sums of the three, shifted and added, are the sums of the whole weights, bit for bit.
/// </summary>
internal sealed class ByteWeights : IDisposable
{
    /// <summary>Weights that are multiplied at a time.</summary>
    public const int Group = 4;

    private readonly int[] packed;

    /// <summary>Splits the weights of a filter.</summary>
    /// <param name="filter">Borrowed.</param>
    public ByteWeights(AxisFilter filter)
    {
        Groups = (filter.Taps + Group - 1) / Group;
        packed = ArrayPool<int>.Shared.Rent(checked(filter.Count * Groups * 3));
        Span<sbyte> bytes = MemoryMarshal.Cast<int, sbyte>(packed.AsSpan(0, filter.Count * Groups * 3));
        bytes.Clear();
        for (int i = 0; i < filter.Count; i++)
        {
            ReadOnlySpan<int> weights = filter.Weights.Slice(i * filter.Taps, filter.Taps);
            for (int k = 0; k < weights.Length; k++)
            {
                int at = (i * Groups + k / Group) * 3 * Group + k % Group;
                int rest = weights[k];
                for (int part = 0; part < 3; part++)
                {
                    sbyte digit = unchecked((sbyte)rest);
                    bytes[at + part * Group] = digit;
                    rest = (rest - digit) >> 8;
                }
            }
        }
    }

    /// <summary>Groups of four weights that an output has; the last one is filled up with zeros.</summary>
    public int Groups { get; }

    /// <summary>[Count, Groups, 3]: the four low bytes, the four middle ones, the four high ones, each packed into an integer.</summary>
    public ReadOnlySpan<int> Packed => packed;

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<int>.Shared.Return(packed);
}
