using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Location;

/// <summary>The walk upwards of Algorithms 1 and 2.</summary>
public static class Ancestry
{
    /// <summary>Whether each node is one of some nodes or an ancestor of one.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">Node numbers.</param>
    public static bool[] WithSelves(LatentGraph graph, IReadOnlyCollection<int> nodes)
    {
        bool[] isIn = Of(graph, nodes);
        foreach (int node in nodes)
            isIn[node] = true;
        return isIn;
    }

    /// <summary>Whether each node is a strict ancestor of at least one start: An(starts). A start that is above another start counts.</summary>
    public static bool[] Of(LatentGraph graph, IEnumerable<int> starts)
    {
        var isAncestor = new bool[graph.NodeCount];
        var found = new Stack<int>();
        foreach (int start in starts)
            Climb(start);
        while (found.TryPop(out int node))
            Climb(node);
        return isAncestor;

        void Climb(int node)
        {
            foreach (int parent in graph.Parents(node))
            {
                if (!isAncestor[parent])
                {
                    isAncestor[parent] = true;
                    found.Push(parent);
                }
            }
        }
    }
}
