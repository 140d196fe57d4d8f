using MaeUnderstand.Masking;

namespace MaeUnderstand.Theory.Hierarchies;

/// <summary>
/// Parents share children: as a quadtree, but each latent's block reaches over its neighbours' by 0 to max(1, k/2) places on every
/// side, drawn for each side. A child near a border so has up to four parents.
/// </summary>
public sealed class OverlappingHierarchy : LatticeHierarchy
{
    /// <inheritdoc/>
    public override bool IsRandom => true;

    private protected override (int Start, int End) Reach((int Start, int End) block, int length, int branching, ref KeyedRandom random)
    {
        int most = Math.Max(1, branching / 2);
        int before = random.NextInt32(most + 1), after = random.NextInt32(most + 1);
        return (Math.Max(0, block.Start - before), Math.Min(length, block.End + after));
    }
}
