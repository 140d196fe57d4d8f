namespace MaeUnderstand.Theory.Location;

/// <summary>A set of variables, nodes and sources, as Algorithm 2's s_mᶜ. A source has its node's number.</summary>
/// <param name="Nodes">Nodes, ascending.</param>
/// <param name="Sources">Nodes whose sources are in the set, ascending.</param>
public sealed record InformationSet(IReadOnlyList<int> Nodes, IReadOnlyList<int> Sources)
{
    /// <summary>The variables: nodes, then sources.</summary>
    public IEnumerable<Variable> Variables =>
        Nodes.Select(node => new Variable(node, IsSource: false)).Concat(Sources.Select(node => new Variable(node, IsSource: true)));
}
