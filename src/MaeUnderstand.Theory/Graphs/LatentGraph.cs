namespace MaeUnderstand.Theory.Graphs;

/// <summary>
/// The data-generating process of the paper (section 2.1): a directed acyclic graph over latents z and observables x (pixels). Every
/// node v also owns an exogenous source e_v, independent of all others, and is v = g_v(parents of v, e_v) with an invertible g_v
/// (Assumption 1). Sources are not nodes here: the source of node v has v's number. Immutable.
/// </summary>
/// <remarks>
/// Nodes are numbered, the latents 0 … <see cref="LatentCount"/> − 1, the observables from there to <see cref="NodeCount"/> − 1.
/// Edges lie in arrays sorted by child, by parent and in causal order, so that walks cost time linear in nodes and edges.
/// </remarks>
public sealed class LatentGraph
{
    private readonly IReadOnlyList<string> latentNames;
    private readonly IReadOnlyList<string> observableNames;
    private readonly AdjacencyList parents;
    private readonly AdjacencyList children;
    private readonly int[] noiseDimensions;
    private readonly int[] levels;
    private readonly Lazy<Dictionary<string, int>> numbers;
    private readonly Lazy<long[]> dimensions;

    private LatentGraph(IReadOnlyList<string> latentNames, IReadOnlyList<string> observableNames, AdjacencyList parents,
        AdjacencyList children, int[] noiseDimensions)
    {
        (this.latentNames, this.observableNames) = (latentNames, observableNames);
        (this.parents, this.children, this.noiseDimensions) = (parents, children, noiseDimensions);
        numbers = new(NumberNames);
        dimensions = new(SumDimensions);
        Order = new CausalOrder(TopologicalSort(), parents);
        levels = MeasureLevels();
    }

    /// <summary>Latents.</summary>
    public int LatentCount => latentNames.Count;

    /// <summary>Observables.</summary>
    public int ObservableCount => observableNames.Count;

    /// <summary>Latents and observables.</summary>
    public int NodeCount => latentNames.Count + observableNames.Count;

    /// <summary>Edges between nodes; those from sources are not counted.</summary>
    public int EdgeCount => parents.Count;

    /// <summary>Every node, parents before children and observables last.</summary>
    public ReadOnlySpan<int> TopologicalOrder => Order.Nodes;

    /// <summary>
    /// Each node's level: 0 for an observable, else one more than the highest child's (1 for a latent without children). It falls
    /// along every edge.
    /// </summary>
    public ReadOnlySpan<int> Levels => levels;

    /// <summary>Each node's dim(e_v), at least 1. The proof of minimality needs it above 0.</summary>
    public ReadOnlySpan<int> NoiseDimensions => noiseDimensions;

    /// <summary>
    /// Each node's dim(v) = dim(e_v) + the sum of its parents' dimensions: what an invertible mechanism keeps. Sums above the largest
    /// <see cref="long"/> stay there.
    /// </summary>
    public ReadOnlySpan<long> Dimensions => dimensions.Value;

    /// <summary>Builds a graph and checks the invariants of Assumption 1.</summary>
    /// <param name="latents">Names of the latents; kept.</param>
    /// <param name="observables">Names of the observables; kept.</param>
    /// <param name="edges">Parent and child, as node numbers, in any order.</param>
    /// <param name="noiseDimensions">dim(e_v) of every node; null: 1 for all.</param>
    /// <exception cref="InvalidDataException">
    /// An edge ends where there is no node or is given twice, an observable has a child, the graph has a cycle, or a dimension is not
    /// positive; the message names the nodes.
    /// </exception>
    public static LatentGraph Create(IReadOnlyList<string> latents, IReadOnlyList<string> observables,
        ReadOnlySpan<(int Parent, int Child)> edges, IReadOnlyList<int>? noiseDimensions = null)
    {
        ArgumentNullException.ThrowIfNull(latents);
        ArgumentNullException.ThrowIfNull(observables);
        int count = latents.Count + observables.Count;
        RequireEnds(latents, observables, edges);
        AdjacencyList children = AdjacencyList.Create(count, edges, isReversed: false);
        RequireDistinct(latents, observables, children);
        int[] dimensions = noiseDimensions is null ? [.. Enumerable.Repeat(1, count)] : [.. noiseDimensions];
        if (dimensions.Length != count)
            throw new InvalidDataException($"There are {count} nodes, but {dimensions.Length} dimensions.");
        int bad = Array.FindIndex(dimensions, dimension => dimension < 1);
        if (bad >= 0)
        {
            throw new InvalidDataException(
                $"The source of {NameList.Quoted(NameIn(latents, observables, bad))} has {dimensions[bad]} dimensions; " +
                "every node needs one or more.");
        }
        return new LatentGraph(latents, observables, AdjacencyList.Create(count, edges, isReversed: true), children, dimensions);
    }

    /// <summary>Whether a node is an observable.</summary>
    public bool IsObservable(int node) => node >= LatentCount;

    /// <summary>A node's name.</summary>
    public string NameOf(int node) => NameIn(latentNames, observableNames, node);

    /// <summary>A node's number, or −1 where there is none of that name.</summary>
    public int Find(string name) => numbers.Value.GetValueOrDefault(name, -1);

    /// <summary>A node's parents, ascending; without its source.</summary>
    public ReadOnlySpan<int> Parents(int node) => parents[node];

    /// <summary>A node's children, ascending.</summary>
    public ReadOnlySpan<int> Children(int node) => children[node];

    /// <summary>Nodes and edges laid out for sweeps.</summary>
    internal CausalOrder Order { get; }

    private static string NameIn(IReadOnlyList<string> latents, IReadOnlyList<string> observables, int node) =>
        node < latents.Count ? latents[node] : observables[node - latents.Count];

    private static void RequireEnds(
        IReadOnlyList<string> latents, IReadOnlyList<string> observables, ReadOnlySpan<(int Parent, int Child)> edges)
    {
        int count = latents.Count + observables.Count;
        foreach ((int parent, int child) in edges)
        {
            if ((uint)parent >= (uint)count || (uint)child >= (uint)count)
                throw new InvalidDataException($"An edge leads from node {parent} to node {child}, but there are only {count} nodes.");
            if (parent >= latents.Count)
            {
                string name = NameList.Quoted(NameIn(latents, observables, parent));
                string other = NameList.Quoted(NameIn(latents, observables, child));
                throw new InvalidDataException(child >= latents.Count
                    ? $"An edge joins the observables {name} and {other}: only latents may have children (Assumption 1)."
                    : $"The observable {name} has the child {other}: only latents may have children.");
            }
        }
    }

    private static void RequireDistinct(IReadOnlyList<string> latents, IReadOnlyList<string> observables, AdjacencyList children)
    {
        for (int node = 0; node < latents.Count; node++)
        {
            ReadOnlySpan<int> ends = children[node];
            for (int i = 1; i < ends.Length; i++)
            {
                if (ends[i] == ends[i - 1])
                {
                    throw new InvalidDataException($"The edge from {NameList.Quoted(latents[node])} to " +
                        $"{NameList.Quoted(NameIn(latents, observables, ends[i]))} is given twice.");
                }
            }
        }
    }

    private Dictionary<string, int> NumberNames()
    {
        var found = new Dictionary<string, int>(NodeCount, StringComparer.Ordinal);
        for (int node = 0; node < NodeCount; node++)
            found[NameOf(node)] = node;
        return found;
    }

    /// <summary>Kahn's order of the latents, then the observables; a latent that is left over lies on a cycle or below one.</summary>
    private int[] TopologicalSort()
    {
        var sorted = new int[NodeCount];
        var waiting = new int[LatentCount];
        int end = 0;
        for (int node = 0; node < LatentCount; node++)
        {
            waiting[node] = parents[node].Length;
            if (waiting[node] == 0)
                sorted[end++] = node;
        }
        for (int next = 0; next < end; next++)
        {
            foreach (int child in children[sorted[next]])
            {
                if (!IsObservable(child) && --waiting[child] == 0)
                    sorted[end++] = child;
            }
        }
        if (end < LatentCount)
        {
            throw new InvalidDataException(
                $"The graph has a cycle: {NameList.Path([.. Cycle(waiting).Select(NameOf)])}. Remove one of its edges.");
        }
        for (; end < NodeCount; end++)
            sorted[end] = end;
        return sorted;
    }

    /// <summary>A cycle among the nodes that still wait for a parent: going up from one of them must come back.</summary>
    private List<int> Cycle(int[] waiting)
    {
        var place = new Dictionary<int, int>();
        var path = new List<int>();
        int node = Array.FindIndex(waiting, count => count > 0);
        while (place.TryAdd(node, path.Count))
        {
            path.Add(node);
            foreach (int parent in parents[node])
            {
                if (waiting[parent] > 0)
                {
                    node = parent;
                    break;
                }
            }
        }
        path.RemoveRange(0, place[node]);
        path.Reverse(1, path.Count - 1);                         // it was walked upwards
        path.Add(path[0]);
        return path;
    }

    private int[] MeasureLevels()
    {
        var atPlace = new int[NodeCount];
        atPlace.AsSpan(0, LatentCount).Fill(1);
        var measured = new int[NodeCount];
        for (int place = NodeCount - 1; place >= 0; place--)
        {
            int level = atPlace[place];                           // all children have been seen
            measured[Order.Nodes[place]] = level;
            foreach (int parent in Order.Parents(place))
                atPlace[parent] = Math.Max(atPlace[parent], level + 1);
        }
        return measured;
    }

    private long[] SumDimensions()
    {
        var sums = new long[NodeCount];
        foreach (int node in Order.Nodes)
        {
            long sum = noiseDimensions[node];
            foreach (int parent in parents[node])
                sum = sum > long.MaxValue - sums[parent] ? long.MaxValue : sum + sums[parent];
            sums[node] = sum;
        }
        return sums;
    }
}
