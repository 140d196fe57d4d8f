using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Location;

/// <summary>
/// d-separation in a latent graph whose sources are nodes too, each with an edge to its own node: by reachability along active
/// trails (Koller and Friedman, Probabilistic Graphical Models, Algorithm 3.1), for any conditioning set.
/// </summary>
public static class DSeparation
{
    /// <summary>A pair that is not separated; <see langword="null"/> where every one of <paramref name="first"/> is separated from every
    /// one of <paramref name="second"/>. A variable is not separated from itself, unless it is given.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="first">Variables.</param>
    /// <param name="second">Variables.</param>
    /// <param name="given">Variables conditioned on; none where left out.</param>
    public static (Variable First, Variable Second)? FindConnection(LatentGraph graph, IEnumerable<Variable> first,
        IReadOnlyCollection<Variable> second, IReadOnlyCollection<Variable>? given = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        bool[] isGiven = Flagged(graph, given ?? []);
        bool[] opens = WithAncestors(graph, isGiven);
        Variable[] starts = [.. first];
        int[] origins = Reach(graph, [.. starts.Select(start => Index(graph, start))], isGiven, opens);
        foreach (Variable end in second)
        {
            if (origins[Index(graph, end)] is >= 0 and var start)
                return (starts[start], end);
        }
        return null;
    }

    private static int Index(LatentGraph graph, Variable variable) => variable.Node + (variable.IsSource ? graph.NodeCount : 0);

    private static bool[] Flagged(LatentGraph graph, IReadOnlyCollection<Variable> variables)
    {
        var flags = new bool[2 * graph.NodeCount];
        foreach (Variable variable in variables)
            flags[Index(graph, variable)] = true;
        return flags;
    }

    /// <summary>Where a collider lets a trail pass: at the given variables and above them.</summary>
    private static bool[] WithAncestors(LatentGraph graph, bool[] isGiven)
    {
        bool[] opens = [.. isGiven];
        for (int i = graph.NodeCount - 1; i >= 0; i--)
        {
            int node = graph.TopologicalOrder[i];
            if (!opens[node])
                continue;
            opens[graph.NodeCount + node] = true;
            foreach (int parent in graph.Parents(node))
                opens[parent] = true;
        }
        return opens;
    }

    /// <summary>One search from all starts: how a trail may go on does not depend on where it began.</summary>
    /// <returns>For each variable a start from which an active trail leads to it, an index of <paramref name="starts"/>, or −1.</returns>
    private static int[] Reach(LatentGraph graph, int[] starts, bool[] isGiven, bool[] opens)
    {
        int count = graph.NodeCount;
        int[] origins = [.. Enumerable.Repeat(-1, 2 * count)];
        var seen = new bool[2, 2 * count];                       // [0: came from a child, 1: came from a parent]
        for (int start = 0; start < starts.Length; start++)
            Follow(graph, starts[start], start, isGiven, opens, seen, origins);
        return origins;
    }

    private static void Follow(LatentGraph graph, int from, int start, bool[] isGiven, bool[] opens, bool[,] seen, int[] origins)
    {
        var trails = new Stack<(int At, bool FromParent)>();
        trails.Push((from, false));
        while (trails.TryPop(out (int At, bool FromParent) trail))
        {
            (int at, bool fromParent) = trail;
            if (seen[fromParent ? 1 : 0, at])
                continue;
            seen[fromParent ? 1 : 0, at] = true;
            if (!isGiven[at] && origins[at] < 0)
                origins[at] = start;
            if (fromParent ? opens[at] : !isGiven[at])
                PushParents(graph, at, trails);
            if (!isGiven[at])
                PushChildren(graph, at, trails);
        }
    }

    private static void PushParents(LatentGraph graph, int at, Stack<(int At, bool FromParent)> trails)
    {
        if (at >= graph.NodeCount)
            return;
        trails.Push((graph.NodeCount + at, false));
        foreach (int parent in graph.Parents(at))
            trails.Push((parent, false));
    }

    private static void PushChildren(LatentGraph graph, int at, Stack<(int At, bool FromParent)> trails)
    {
        if (at >= graph.NodeCount)
        {
            trails.Push((at - graph.NodeCount, true));
            return;
        }
        foreach (int child in graph.Children(at))
            trails.Push((child, true));
    }
}
