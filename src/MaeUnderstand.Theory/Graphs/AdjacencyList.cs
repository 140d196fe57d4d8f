namespace MaeUnderstand.Theory.Graphs;

/// <summary>The neighbours of every node in one direction, in one array ("compressed sparse rows").</summary>
internal sealed class AdjacencyList
{
    private readonly int[] starts;    // [nodes + 1], where a node's neighbours start
    private readonly int[] ends;      // [edges], ascending for each node

    private AdjacencyList(int[] starts, int[] ends) => (this.starts, this.ends) = (starts, ends);

    /// <summary>Edges.</summary>
    public int Count => ends.Length;

    /// <summary>A node's neighbours, ascending.</summary>
    public ReadOnlySpan<int> this[int node] => ends.AsSpan(starts[node]..starts[node + 1]);

    /// <summary>Sorts edges by their nodes, in time linear in both but for the sorting of each node's neighbours.</summary>
    /// <param name="nodeCount">Nodes; both ends of every edge are below it.</param>
    /// <param name="edges">Parent and child.</param>
    /// <param name="isReversed">List the parents of each node instead of its children.</param>
    public static AdjacencyList Create(int nodeCount, ReadOnlySpan<(int Parent, int Child)> edges, bool isReversed)
    {
        var starts = new int[nodeCount + 1];
        foreach ((int parent, int child) in edges)
            starts[(isReversed ? child : parent) + 1]++;
        for (int node = 0; node < nodeCount; node++)
            starts[node + 1] += starts[node];
        var ends = new int[edges.Length];
        int[] next = starts[..nodeCount];
        foreach ((int parent, int child) in edges)
            ends[next[isReversed ? child : parent]++] = isReversed ? parent : child;
        for (int node = 0; node < nodeCount; node++)
            ends.AsSpan(starts[node]..starts[node + 1]).Sort();
        return new(starts, ends);
    }
}
