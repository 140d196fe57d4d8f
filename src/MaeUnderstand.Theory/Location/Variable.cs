using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Location;

/// <summary>A random variable of the model: a node v or its exogenous source e_v.</summary>
/// <param name="Node">The node's number.</param>
/// <param name="IsSource">Whether the node's source is meant.</param>
public readonly record struct Variable(int Node, bool IsSource)
{
    /// <summary>The name: <c>z1</c>, or <c>e_z1</c> for its source.</summary>
    public string NameIn(LatentGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return IsSource ? $"e_{graph.NameOf(Node)}" : graph.NameOf(Node);
    }
}
