using MaeUnderstand.Reporting.Graphs;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Cli.Plots;

/// <summary>Draws a graph and what was located in it, as in the paper's Figure 4.</summary>
internal static class LocationFigure
{
    private const int MostNodes = 300, MostEdges = 1500;

    /// <summary>Refuses what no one could read, before the work.</summary>
    /// <exception cref="InputException">The graph is too large for a picture.</exception>
    public static void RequireDrawable(LatentGraph graph, string path)
    {
        if (!IsDot(path) && (graph.NodeCount > MostNodes || graph.EdgeCount > MostEdges))
        {
            throw new InputException($"--draw: a picture of {graph.NodeCount} nodes and {graph.EdgeCount} edges could not be read; " +
                $"at most {MostNodes} and {MostEdges} are drawn. A .dot file may have any number.");
        }
    }

    /// <summary>Writes the drawing, in the format that the file's name ends in.</summary>
    public static void Write(GraphDocument document, LocatedInformation located, string path)
    {
        if (IsDot(path))
            File.WriteAllText(path, GraphDot.Format(document, located.Shared.C));
        else if (path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            Drawing(document, located).WritePng(path);
        else
            Drawing(document, located).WriteSvg(path);
    }

    private static bool IsDot(string path) => path.EndsWith(".dot", StringComparison.OrdinalIgnoreCase);

    private static GraphDrawing Drawing(GraphDocument document, LocatedInformation located)
    {
        LatentGraph graph = document.Graph;
        GraphNode[] nodes = NodesOf(located);
        int[] levels = graph.Levels.ToArray();
        var edges = new List<(int, int)>(graph.EdgeCount);
        for (int node = 0; node < graph.LatentCount; node++)
        {
            foreach (int child in graph.Children(node))
                edges.Add((node, child));
        }
        string c = $"c = {{{string.Join(", ", located.Shared.C.Select(graph.NameOf))}}}";
        return new GraphDrawing
        {
            Title = document.Name.Length == 0 ? c : $"{document.Name}: {c}",
            Nodes = nodes,
            Edges = edges,
            LayerNames = [.. Enumerable.Range(0, levels.Max() + 1).Select(level => level == 0 ? "observables" : $"level {level}")],
            Legend = [.. Explanations.Where(explained => nodes.Any(node => LooksLike(explained, node)))],
        };
    }

    private static readonly GraphNode[] Explanations =
    [
        new("in c, shared", 0) { Fill = GraphNodeFill.Strong },
        new("pruned from c", 0) { Fill = GraphNodeFill.Faint },
        new("masked", 0) { IsBox = true, IsCrossed = true },
        new("visible", 0) { IsBox = true },
        new("source in s_m", 0) { Mark = GraphNodeMark.Filled },
        new("source in s_mᶜ", 0) { Mark = GraphNodeMark.Open },
    ];

    private static bool LooksLike(GraphNode explained, GraphNode node) =>
        explained.Fill != GraphNodeFill.Plain ? node.Fill == explained.Fill
        : explained.Mark != GraphNodeMark.None ? node.Mark == explained.Mark
        : node.IsBox && node.IsCrossed == explained.IsCrossed;

    private static GraphNode[] NodesOf(LocatedInformation located)
    {
        LatentGraph graph = located.Partition.Graph;
        HashSet<int> c = [.. located.Shared.C], selected = [.. located.Shared.BeforePruning],
            masked = [.. located.Shared.MaskedSources], visible = [.. located.VisibleInformation.Sources];
        return
        [
            .. Enumerable.Range(0, graph.NodeCount).Select(node => new GraphNode(graph.NameOf(node), graph.Levels[node])
            {
                IsBox = graph.IsObservable(node),
                IsCrossed = graph.IsObservable(node) && located.Partition.IsMasked(node),
                Fill = c.Contains(node) ? GraphNodeFill.Strong : selected.Contains(node) ? GraphNodeFill.Faint : GraphNodeFill.Plain,
                Mark = masked.Contains(node) ? GraphNodeMark.Filled : visible.Contains(node) ? GraphNodeMark.Open : GraphNodeMark.None,
            }),
        ];
    }
}
