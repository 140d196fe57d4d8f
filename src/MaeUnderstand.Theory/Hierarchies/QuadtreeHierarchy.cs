using MaeUnderstand.Masking;

namespace MaeUnderstand.Theory.Hierarchies;

/// <summary>
/// A tree: each latent generates a block of k × k of the level below. Blocks at the edges of a grid that is no power of k are cut.
/// </summary>
/// <param name="isShifted">
/// Whether the blocks of each level begin at a random place instead of the image's corner. Mask units begin at the corner: against an
/// unshifted tree they fit exactly into its blocks, which no image promises.
/// </param>
public sealed class QuadtreeHierarchy(bool isShifted) : LatticeHierarchy
{
    /// <inheritdoc/>
    public override bool IsRandom => isShifted;

    // A level that fits into one block stays whole, or the tree would not come to a root.
    private protected override (int Start, int End)[] Cuts(int length, int branching, ref KeyedRandom random) => Blocks(
        length, branching, isShifted ? random.NextInt32(length > branching ? branching : branching - length + 1) : 0);
}
