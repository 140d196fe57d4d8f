using System.Collections;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Location;

/// <summary>
/// Algorithm 1 of the paper (Appendix A): the smallest c and s_m of a mask, in time linear in nodes and edges. Where the printed
/// pseudo-code leaves a choice, the reading below is the one under which Theorem 1's conditions hold.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>"Ancestors of the visible part" are those of at least one visible observable.</item>
/// <item>LocateParents (line 7) gives the parents and, apart from them, the node's own source. Every node has one, roots and
/// observables included: else a root above the masked part alone would be lost (counterexample P2).</item>
/// <item>Line 12 deletes shared parents from the set that line 9 goes through. Both are computed from the unchanged set: deleting on
/// the way skips a member, whose source then enters s_m although the visible part depends on it (P1).</item>
/// <item>The source that enters s_m is that of the node whose parents are located: each masked observable's and each walked latent's, not a
/// shared parent's.</item>
/// <item>Pruning drops a member d when another member lies on some directed path from d to the visible part, not when members block all
/// such paths, which would keep latents that the others determine (P3). Every member is above the visible part, so the other one
/// need only be below d.</item>
/// <item>Walks from several observables overlap. What is above a node does not depend on where the walk came from, so one set of
/// walked nodes serves all and every node is walked over once. Which node is next does not matter either; the walk goes through the
/// causal order backwards, since a million nodes reached in the order of discovery cost a cache miss each.</item>
/// </list>
/// </remarks>
public static class AlgorithmOne
{
    /// <summary>Finds c and s_m. With an empty part, or parts without common ancestors, c is empty.</summary>
    /// <param name="partition">The mask.</param>
    public static SharedInformation Locate(ObservablePartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        CausalOrder order = partition.Graph.Order;
        (BitArray isSelected, BitArray isWalked) = Select(order, partition);
        BitArray isInC = Prune(order, isSelected);
        return new SharedInformation(order.NodesAt(isInC), order.NodesAt(isSelected), order.NodesAt(isWalked));
    }

    private static (BitArray IsSelected, BitArray IsWalked) Select(CausalOrder order, ObservablePartition partition)
    {
        BitArray isShared = Ancestry.Of(order, order.PlacesOf(partition.Visible));
        BitArray isWalked = order.PlacesOf(partition.Masked);
        var isSelected = new BitArray(order.Count);
        for (int place = order.Count - 1; place >= 0; place--)
        {
            if (!isWalked[place])
                continue;
            foreach (int parent in order.Parents(place))
                (isShared[parent] ? isSelected : isWalked)[parent] = true;
        }
        return (isSelected, isWalked);
    }

    /// <summary>The members without another one below them.</summary>
    private static BitArray Prune(CausalOrder order, BitArray isSelected) =>
        Ancestry.Of(order, isSelected).Not().And(isSelected);
}
