namespace MaeUnderstand.Reporting.Graphs;

/// <summary>
/// A directed graph in layers, every edge pointing down: nodes in an order with few crossings, long edges round the nodes in between,
/// a legend below. Its size follows from its content.
/// </summary>
public sealed record GraphDrawing
{
    /// <summary>What stands above; empty: nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>The nodes; in a layer they keep this order where no other has fewer crossings.</summary>
    public required IReadOnlyList<GraphNode> Nodes { get; init; }

    /// <summary>The edges, by the nodes' places in <see cref="Nodes"/>; each leads to a lower layer.</summary>
    public required IReadOnlyList<(int From, int To)> Edges { get; init; }

    /// <summary>Names of the layers from the bottom, shown at the left; layers without one have none.</summary>
    public IReadOnlyList<string> LayerNames { get; init; } = [];

    /// <summary>The legend: a node as those that it explains look, with the explanation as its label.</summary>
    public IReadOnlyList<GraphNode> Legend { get; init; } = [];

    /// <summary>Writes a PNG image; whole or not at all, and the same bytes for the same graph, font and version.</summary>
    /// <param name="path">The file; replaced if it is there. Its folder must exist.</param>
    /// <param name="scale">Pixels a unit; text has 11 to 14 units. 2 suits fine screens and print.</param>
    /// <exception cref="ArgumentException">There is no node, or an edge does not lead from a node to a lower layer.</exception>
    /// <exception cref="IOException">It cannot be written; what was there is untouched.</exception>
    public void WritePng(string path, double scale = 2)
    {
        GraphPainter painter = Painter();
        Figure.WritePng(path, (int)Math.Ceiling(painter.Width * scale), (int)Math.Ceiling(painter.Height * scale), scale, painter.Paint);
    }

    /// <summary>Writes an SVG image whose texts are texts, else as <see cref="WritePng"/> does.</summary>
    /// <param name="path">The file; replaced if it is there. Its folder must exist.</param>
    /// <exception cref="ArgumentException">There is no node, or an edge does not lead from a node to a lower layer.</exception>
    /// <exception cref="IOException">It cannot be written; what was there is untouched.</exception>
    public void WriteSvg(string path)
    {
        GraphPainter painter = Painter();
        Figure.WriteSvg(path, (int)Math.Ceiling(painter.Width), (int)Math.Ceiling(painter.Height), painter.Paint);
    }

    private GraphPainter Painter()
    {
        if (Nodes.Count == 0)
            throw new ArgumentException("A drawing needs a node.");
        foreach ((int from, int to) in Edges)
        {
            if ((uint)from >= (uint)Nodes.Count || (uint)to >= (uint)Nodes.Count || Nodes[from].Layer <= Nodes[to].Layer)
                throw new ArgumentException($"The edge from node {from} to node {to} does not lead to a lower layer.");
        }
        if (Nodes.Any(node => node.Layer < 0))
            throw new ArgumentException("A layer must not be below 0.");
        return new GraphPainter(this);
    }
}
