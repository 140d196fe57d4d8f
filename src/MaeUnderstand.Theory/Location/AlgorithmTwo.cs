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
        LatentGraph graph = partition.Graph;
        var isInC = new bool[graph.NodeCount];
        foreach (int node in c)
            isInC[node] = true;
        var isSpouse = new bool[graph.NodeCount];
        var isWalked = new bool[graph.NodeCount];                // what is above a node does not depend on the way to it
        var sweep = new Queue<int>(partition.Visible.Length);
        foreach (int observable in partition.Visible)
        {
            isWalked[observable] = true;
            sweep.Enqueue(observable);
        }
        while (sweep.TryDequeue(out int node))
        {
            ReadOnlySpan<int> parents = graph.Parents(node);
            int members = CountMembers(parents, isInC);
            if (members > 0 && reading != VisibleReading.Exogenous)
                AddSpouses(parents, isInC, withMembers: reading == VisibleReading.Literal && members > 1, isSpouse);
            if (members > 0 && reading == VisibleReading.SpouseStop)
                continue;
            foreach (int parent in parents)
            {
                if (!isInC[parent] && !isWalked[parent])
                {
                    isWalked[parent] = true;
                    sweep.Enqueue(parent);
                }
            }
        }
        return new InformationSet(Flags.Members(isSpouse), Flags.Members(isWalked));
    }

    private static int CountMembers(ReadOnlySpan<int> parents, bool[] isInC)
    {
        int count = 0;
        foreach (int parent in parents)
            count += isInC[parent] ? 1 : 0;
        return count;
    }

    private static void AddSpouses(ReadOnlySpan<int> parents, bool[] isInC, bool withMembers, bool[] isSpouse)
    {
        foreach (int parent in parents)
            isSpouse[parent] |= withMembers || !isInC[parent];
    }

    /// <summary>The sources of An*(x_mᶜ) outside An*(c).</summary>
    private static InformationSet Undetermined(ObservablePartition partition, IReadOnlyList<int> c)
    {
        bool[] isKept = Ancestry.WithSelves(partition.Graph, partition.Visible.ToArray());
        bool[] isDetermined = Ancestry.WithSelves(partition.Graph, c);
        for (int node = 0; node < isKept.Length; node++)
            isKept[node] &= !isDetermined[node];
        return new InformationSet([], Flags.Members(isKept));
    }
}
