using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>The sets of Theorem 1 for one mask, by their closed forms.</summary>
/// <param name="Shared">C: the lowest common ancestors of the masked and the visible part; latents, ascending.</param>
/// <param name="MaskedOnly">S_m: the nodes whose sources generate the masked part beside C; ascending.</param>
/// <param name="VisibleOnly">S_mᶜ in the reading <c>tight</c>: the nodes whose sources generate the visible part beside C and on which
/// C does not depend; ascending.</param>
internal sealed record SharedSets(IReadOnlyList<int> Shared, IReadOnlyList<int> MaskedOnly, IReadOnlyList<int> VisibleOnly)
{
    /// <summary>Locates the sets of a mask.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="masked">Its masked observables; the others are visible.</param>
    public static SharedSets Locate(LatentGraph graph, IReadOnlyCollection<int> masked)
    {
        IEnumerable<int> nodes = Enumerable.Range(0, graph.NodeCount);
        bool[] aboveMasked = WithAncestors(graph, masked);
        bool[] aboveVisible = WithAncestors(graph, nodes.Where(graph.IsObservable).Except(masked));
        bool IsCommon(int node) => !graph.IsObservable(node) && aboveMasked[node] && aboveVisible[node];
        int[] shared = [.. nodes.Where(node => IsCommon(node) && !graph.Children(node).ToArray().Any(IsCommon))];
        bool[] aboveShared = WithAncestors(graph, shared);
        return new(
            shared,
            [.. nodes.Where(node => aboveMasked[node] && !aboveVisible[node])],
            [.. nodes.Where(node => aboveVisible[node] && !aboveShared[node])]);
    }

    /// <summary>Marks nodes and all their ancestors.</summary>
    public static bool[] WithAncestors(LatentGraph graph, IEnumerable<int> nodes)
    {
        var marks = new bool[graph.NodeCount];
        foreach (int node in nodes)
            marks[node] = true;
        ReadOnlySpan<int> order = graph.TopologicalOrder;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            if (!marks[order[i]])
                continue;
            foreach (int parent in graph.Parents(order[i]))
                marks[parent] = true;
        }
        return marks;
    }
}
