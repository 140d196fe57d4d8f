using System.Globalization;
using System.Text;

namespace MaeUnderstand.Theory.Graphs;

/// <summary>
/// Graphs as Graphviz DOT. What each node is, its attribute <c>kind</c> says: <c>kind=observable</c> or <c>kind=latent</c>; a node
/// without one is a latent, whatever its name and shape. An observable may have <c>masked=true</c>, any node
/// <c>noise_dimension=N</c>; the digraph's name and its attribute <c>description</c> are the graph's. Other attributes are looks and
/// passed over.
/// </summary>
/// <remarks>
/// Read are: one digraph; nodes with attributes, and defaults for them (<c>node [kind=observable]</c>); edges and chains
/// <c>a -> b -> c</c>; quoted names; comments; subgraphs as mere groups. Refused are undirected graphs, ports, HTML texts and
/// edges to or from a subgraph. Nodes are numbered, latents first, in the order in which they first come.
/// </remarks>
public static class GraphDot
{
    private const string Observable = "observable", Latent = "latent";

    /// <summary>Reads a graph.</summary>
    /// <param name="text">The DOT text.</param>
    /// <param name="place">Where it comes from, as messages name it.</param>
    /// <exception cref="InvalidDataException">
    /// It is no DOT that is read, or no graph; one line that names the place and the nodes.
    /// </exception>
    public static GraphDocument Parse(string text, string place)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(place);
        DotParser parsed = DotParser.Parse(text, place);
        ILookup<bool, DotNode> kinds = parsed.Nodes.ToLookup(node => IsObservable(node, place));
        if (!kinds[true].Any())
            throw new InvalidDataException($"{place} has no observable: mark each of them, for instance x1 [kind=observable].");
        NodeTable nodes = NodeTable.Create([.. kinds[false].Select(node => node.Name)], [.. kinds[true].Select(node => node.Name)], place);
        var dimensions = new int[nodes.Count];
        var masked = new List<int>();
        foreach (DotNode node in parsed.Nodes)
        {
            dimensions[nodes.Find(node.Name)] = NoiseDimension(node, place);
            if (IsMasked(node, place))
                masked.Add(nodes.Find(node.Name));
        }
        (int, int)[] edges = [.. parsed.Edges.Select(edge => (nodes.Find(edge.Parent), nodes.Find(edge.Child)))];
        return new GraphDocument(nodes.Build(edges, dimensions, place))
        {
            Name = NodeTable.Shown(parsed.Name, "digraph", place),
            Description = NodeTable.Shown(parsed.Attributes.GetValueOrDefault("description", ""), "description", place),
            Masked = masked.Count == 0 ? null : [.. masked.Order()],
        };
    }

    /// <summary>
    /// Writes a graph, observables as boxes, the masked ones grey; <see cref="Parse"/> gives it back, the mask in node order.
    /// </summary>
    /// <param name="document">The graph.</param>
    /// <param name="located">Nodes to fill with colour, such as those of c; none where left out.</param>
    public static string Format(GraphDocument document, IReadOnlyCollection<int>? located = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        LatentGraph graph = document.Graph;
        HashSet<int> masked = [.. document.Masked ?? []], filled = [.. located ?? []];
        var text = new StringBuilder("digraph ").Append(document.Name.Length > 0 ? $"{Quoted(document.Name)} " : "").Append("{\n");
        if (document.Description.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"  description={Quoted(document.Description)};\n");
        for (int node = 0; node < graph.NodeCount; node++)
        {
            string kind = graph.IsObservable(node) ? $"kind={Observable}, shape=box" : $"kind={Latent}, shape=circle";
            text.Append(CultureInfo.InvariantCulture, $"  {Quoted(graph.NameOf(node))} [{kind}");
            if (masked.Contains(node))
                text.Append(", masked=true, style=filled, fillcolor=gray80");
            if (filled.Contains(node))
                text.Append(", style=filled, fillcolor=orange");
            if (graph.NoiseDimensions[node] != 1)
                text.Append(CultureInfo.InvariantCulture, $", noise_dimension={graph.NoiseDimensions[node]}");
            text.Append("];\n");
        }
        for (int node = 0; node < graph.LatentCount; node++)
        {
            foreach (int child in graph.Children(node))
                text.Append(CultureInfo.InvariantCulture, $"  {Quoted(graph.NameOf(node))} -> {Quoted(graph.NameOf(child))};\n");
        }
        return text.Append("}\n").ToString();
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static bool IsObservable(DotNode node, string place) => node.Attributes.GetValueOrDefault("kind", Latent) switch
    {
        Observable => true,
        Latent => false,
        string other => throw new InvalidDataException(
            $"{place}, line {node.Line}: kind of {NameList.Quoted(node.Name)} must be {Observable} or {Latent}, " +
            $"but is {NameList.Quoted(other)}."),
    };

    private static bool IsMasked(DotNode node, string place)
    {
        string text = node.Attributes.GetValueOrDefault("masked", "false");
        if (text is not ("true" or "false"))
        {
            throw new InvalidDataException(
                $"{place}, line {node.Line}: masked of {NameList.Quoted(node.Name)} must be true or false, " +
                $"but is {NameList.Quoted(text)}.");
        }
        if (text == "true" && !IsObservable(node, place))
        {
            throw new InvalidDataException(
                $"{place}, line {node.Line}: {NameList.Quoted(node.Name)} is a latent and cannot be masked: only observables can be.");
        }
        return text == "true";
    }

    private static int NoiseDimension(DotNode node, string place)
    {
        string text = node.Attributes.GetValueOrDefault("noise_dimension", "1");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int dimension) && dimension is >= 1 and <= 1_000_000
            ? dimension
            : throw new InvalidDataException($"{place}, line {node.Line}: noise_dimension of {NameList.Quoted(node.Name)} must be " +
                $"a whole number from 1 to 1000000, but is {NameList.Quoted(text)}.");
    }
}
