using System.Collections;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Location;

/// <summary>
/// Algorithm 2 of the paper (Appendix A): an s_mᶜ that completes c to the visible part, in time linear in nodes and edges. Where the
/// printed pseudo-code leaves a choice, <see cref="VisibleReading"/> names the readings.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>P′, the parents of a sweep, is printed as emptied once per observable. It is never emptied again, so that the loop does not end
/// once a parent outside c was seen (P4). Every reading begins each sweep with none.</item>
/// <item>The printed line adds "all parents of p except p′": with two parents in c each adds the other (P5). Only the literal reading
/// does so.</item>
/// <item>Spouses are walked through anyway, so the rule adds what the sources determine: redundant, not wrong.</item>
/// <item>Members that pruning removed are outside c and walked through, although c determines them (P6): redundant, and c and s_mᶜ become
/// dependent, which Theorem 1 allows. The tight reading avoids it.</item>
/// <item>LocateParents gives one mixed list here; a source has no parents, so only nodes are walked over.</item>
/// </list>
/// </remarks>
public static class AlgorithmTwo
{
    /// <summary>Finds an s_mᶜ.</summary>
    /// <param name="partition">The mask.</param>
    /// <param name="c">The c that Algorithm 1 found: node numbers.</param>
    /// <param name="reading">How the algorithm is read.</param>
    public static InformationSet Locate(
        ObservablePartition partition, IReadOnlyList<int> c, VisibleReading reading = VisibleReading.Canonical)
    {
        ArgumentNullException.ThrowIfNull(partition);
        ArgumentNullException.ThrowIfNull(c);
        return reading == VisibleReading.Tight ? Undetermined(partition, c) : Walk(partition, c, reading);
    }

    private static InformationSet Walk(ObservablePartition partition, IReadOnlyList<int> c, VisibleReading reading)
    {
        CausalOrder order = partition.Graph.Order;
        BitArray isInC = order.PlacesOf([.. c]);
        BitArray isWalked = order.PlacesOf(partition.Visible);   // what is above a node does not depend on the way to it
        var isSpouse = new BitArray(order.Count);
        for (int place = order.Count - 1; place >= 0; place--)
        {
            if (!isWalked[place])
                continue;
            ReadOnlySpan<int> parents = order.Parents(place);
            int members = CountMembers(parents, isInC);
            if (members > 0 && reading != VisibleReading.Exogenous)
                AddSpouses(parents, isInC, withMembers: reading == VisibleReading.Literal && members > 1, isSpouse);
            if (members > 0 && reading == VisibleReading.SpouseStop)
                continue;
            foreach (int parent in parents)
            {
                if (!isInC[parent])
                    isWalked[parent] = true;
            }
        }
        return new InformationSet(order.NodesAt(isSpouse), order.NodesAt(isWalked));
    }

    private static int CountMembers(ReadOnlySpan<int> parents, BitArray isInC)
    {
        int count = 0;
        foreach (int parent in parents)
            count += isInC[parent] ? 1 : 0;
        return count;
    }

    private static void AddSpouses(ReadOnlySpan<int> parents, BitArray isInC, bool withMembers, BitArray isSpouse)
    {
        foreach (int parent in parents)
        {
            if (withMembers || !isInC[parent])
                isSpouse[parent] = true;
        }
    }

    /// <summary>The sources of An*(x_mᶜ) outside An*(c).</summary>
    private static InformationSet Undetermined(ObservablePartition partition, IReadOnlyList<int> c)
    {
        CausalOrder order = partition.Graph.Order;
        BitArray isKept = WithAncestors(order, order.PlacesOf(partition.Visible));
        BitArray isDetermined = WithAncestors(order, order.PlacesOf([.. c]));
        return new InformationSet([], order.NodesAt(isDetermined.Not().And(isKept)));
    }

    private static BitArray WithAncestors(CausalOrder order, BitArray isStart) => Ancestry.Of(order, isStart).Or(isStart);
}
