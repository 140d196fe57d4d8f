using System.Collections;

namespace MaeUnderstand.Theory.Graphs;

/// <summary>
/// A graph's nodes by place: every parent before its children, and the observables last, at their own numbers. Edges lie by place too,
/// so that a sweep from the last place to the first reads them once and in one direction. Only the marks it makes are reached in any
/// order, and a bit for each of a million nodes fits a cache, which edges sorted by number do not.
/// </summary>
internal sealed class CausalOrder
{
    private readonly int[] nodes;       // [places]
    private readonly int[] places;      // [nodes], the inverse
    private readonly int[] starts;      // [places + 1], where a place's parents start
    private readonly int[] parents;     // [edges], as places

    /// <summary>Sorts a graph's edges by place.</summary>
    /// <param name="nodes">The nodes, parents before children, observables last and ascending; kept.</param>
    /// <param name="nodeParents">The parents of every node.</param>
    public CausalOrder(int[] nodes, AdjacencyList nodeParents)
    {
        this.nodes = nodes;
        places = new int[nodes.Length];
        for (int place = 0; place < nodes.Length; place++)
            places[nodes[place]] = place;
        starts = new int[nodes.Length + 1];
        parents = new int[nodeParents.Count];
        int next = 0;
        for (int place = 0; place < nodes.Length; place++)
        {
            foreach (int parent in nodeParents[nodes[place]])
                parents[next++] = places[parent];
            starts[place + 1] = next;
        }
    }

    /// <summary>Places: as many as nodes.</summary>
    public int Count => nodes.Length;

    /// <summary>The node at each place.</summary>
    public ReadOnlySpan<int> Nodes => nodes;

    /// <summary>The places of the parents of the node at a place.</summary>
    public ReadOnlySpan<int> Parents(int place) => parents.AsSpan(starts[place]..starts[place + 1]);

    /// <summary>A bit for each place, set where one of some nodes is.</summary>
    /// <param name="members">Node numbers.</param>
    public BitArray PlacesOf(ReadOnlySpan<int> members)
    {
        var bits = new BitArray(nodes.Length);
        foreach (int node in members)
            bits[places[node]] = true;
        return bits;
    }

    /// <summary>Whether each node's place is one whose bit is set, by node number.</summary>
    public bool[] ByNode(BitArray isMember)
    {
        var flags = new bool[nodes.Length];
        for (int place = 0; place < nodes.Length; place++)
        {
            if (isMember[place])
                flags[nodes[place]] = true;
        }
        return flags;
    }

    /// <summary>The nodes at the places whose bit is set, ascending.</summary>
    public int[] NodesAt(BitArray isMember)
    {
        bool[] flags = ByNode(isMember);
        var members = new int[flags.AsSpan().Count(true)];
        for (int node = 0, next = 0; next < members.Length; node++)
        {
            if (flags[node])
                members[next++] = node;
        }
        return members;
    }
}
