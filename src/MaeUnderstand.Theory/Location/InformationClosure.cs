using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Location;

/// <summary>
/// What a set of variables determines where every mechanism v = g_v(parents, e_v) is invertible: a known node makes its parents and
/// its source known; a node whose parents and source are known becomes known.
/// </summary>
public sealed class InformationClosure
{
    private readonly LatentGraph graph;
    private readonly bool[] isNodeKnown;
    private readonly bool[] isSourceKnown;
    private readonly int[] missing;                              // parents and source of a node that are not known yet
    private readonly Stack<Variable> fresh = new();

    private InformationClosure(LatentGraph graph)
    {
        this.graph = graph;
        isNodeKnown = new bool[graph.NodeCount];
        isSourceKnown = new bool[graph.NodeCount];
        missing = new int[graph.NodeCount];
        for (int node = 0; node < missing.Length; node++)
            missing[node] = graph.Parents(node).Length + 1;
    }

    /// <summary>Finds what variables determine, in time linear in nodes and edges.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="known">The variables.</param>
    public static InformationClosure Of(LatentGraph graph, IEnumerable<Variable> known)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(known);
        var closure = new InformationClosure(graph);
        foreach (Variable variable in known)
            closure.Learn(variable);
        while (closure.fresh.TryPop(out Variable variable))
            closure.Follow(variable);
        return closure;
    }

    /// <summary>Whether a variable is determined.</summary>
    public bool Determines(Variable variable) => variable.IsSource ? isSourceKnown[variable.Node] : isNodeKnown[variable.Node];

    private void Learn(Variable variable)
    {
        bool[] known = variable.IsSource ? isSourceKnown : isNodeKnown;
        if (known[variable.Node])
            return;
        known[variable.Node] = true;
        fresh.Push(variable);
    }

    private void Follow(Variable variable)
    {
        if (variable.IsSource)
        {
            Complete(variable.Node);
            return;
        }
        Learn(new Variable(variable.Node, IsSource: true));
        foreach (int parent in graph.Parents(variable.Node))
            Learn(new Variable(parent, IsSource: false));
        foreach (int child in graph.Children(variable.Node))
            Complete(child);
    }

    private void Complete(int node)
    {
        if (--missing[node] == 0)
            Learn(new Variable(node, IsSource: false));
    }
}
