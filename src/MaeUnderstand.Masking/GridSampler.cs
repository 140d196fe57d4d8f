using System.Numerics;

namespace MaeUnderstand.Masking;

/// <summary>
/// Keeps a regular lattice of units: at ratio 0.75 every second unit of every second row, as in "grid sampling" of the MAE paper
/// (figure 6, right), at 0.5 a chequerboard, at 15/16 every fourth of every fourth. Other ratios get the evenest spread in between:
/// the units become visible in the order of a Bayer dither matrix. Only the lattice's offset is random.
/// </summary>
public sealed class GridSampler : IMaskSampler
{
    /// <inheritdoc/>
    public void Order(MaskLayout layout, ref KeyedRandom random, Span<int> unitShuffle)
    {
        ArgumentNullException.ThrowIfNull(layout);
        int side = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(layout.UnitRows, layout.UnitColumns));
        int rowOffset = random.NextInt32(side);
        int columnOffset = random.NextInt32(side);
        var ranks = new uint[layout.UnitCount];
        for (int unit = 0; unit < ranks.Length; unit++)
        {
            int row = (unit / layout.UnitColumns + rowOffset) & (side - 1);
            int column = (unit % layout.UnitColumns + columnOffset) & (side - 1);
            ranks[unit] = DitherRank(row, column, BitOperations.Log2((uint)side));
            unitShuffle[unit] = unit;
        }
        MemoryExtensions.Sort<uint, int>(ranks, unitShuffle);    // ranks are distinct: no ties
    }

    /// <summary>The rank of a cell in the Bayer matrix of side 2^bits: its lowest coordinate bits decide first.</summary>
    private static uint DitherRank(int row, int column, int bits)
    {
        uint rank = 0;
        for (int bit = 0; bit < bits; bit++)
        {
            uint rowBit = (uint)(row >> bit) & 1;
            uint columnBit = (uint)(column >> bit) & 1;
            rank = (rank << 2) | ((rowBit ^ columnBit) << 1) | rowBit;
        }
        return rank;
    }
}
