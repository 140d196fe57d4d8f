using System.Xml.Linq;
using MaeUnderstand.Reporting.Graphs;
using SkiaSharp;

namespace MaeUnderstand.Reporting.Tests;

[Trait("Kind", "Unit")]
public sealed class GraphDrawingTests
{
    private static readonly GraphDrawing Tree = new()
    {
        Title = "a tree",
        Nodes = [new("z1", 2), new("z2", 1) { Fill = GraphNodeFill.Strong }, new("x1", 0) { IsBox = true, IsCrossed = true, Mark = GraphNodeMark.Filled },
            new("x2", 0) { IsBox = true, Mark = GraphNodeMark.Open }],
        Edges = [(0, 1), (1, 2), (1, 3), (0, 3)],
        LayerNames = ["pixels", "parts"],
        Legend = [new("masked", 0) { IsBox = true, IsCrossed = true }],
    };

    [Fact]
    public void WriteSvg_Drawing_HasItsTexts()
    {
        using var folder = new TemporaryFolder();
        Tree.WriteSvg(folder["tree.svg"]);
        string[] texts = [.. XDocument.Load(folder["tree.svg"]).Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value)];
        Assert.Equal(["1", "1", "2", "2", "a tree", "masked", "parts", "pixels", "x", "x", "z", "z"], texts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WritePng_Twice_GivesTheSameBytesAtTheScale()
    {
        using var folder = new TemporaryFolder();
        Tree.WritePng(folder["a.png"]);
        Tree.WritePng(folder["b.png"]);
        Tree.WritePng(folder["small.png"], scale: 1);
        Assert.Equal(File.ReadAllBytes(folder["a.png"]), File.ReadAllBytes(folder["b.png"]));
        using SKBitmap large = SKBitmap.Decode(folder["a.png"]), small = SKBitmap.Decode(folder["small.png"]);
        Assert.InRange(large.Width, (2 * small.Width) - 1, 2 * small.Width);
        Assert.Contains(large.Pixels, pixel => pixel is { Red: > 230, Green: > 170 and < 200, Blue: < 80 });      // the strong fill
    }

    [Fact]
    public void Write_EdgeThatDoesNotFallOrNoNode_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var fault = Assert.Throws<ArgumentException>(() => (Tree with { Edges = [(0, 1), (1, 0)] }).WriteSvg(folder["a.svg"]));
        Assert.Equal("The edge from node 1 to node 0 does not lead to a lower layer.", fault.Message);
        Assert.Throws<ArgumentException>(() => (Tree with { Nodes = [], Edges = [] }).WriteSvg(folder["a.svg"]));
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullName));
    }

    [Fact]
    public void Layout_TangledTree_HasNoCrossings()
    {
        // 0 above 2 and 3, 1 above 4 and 5, which stand in another order
        LayeredLayout layout = LayeredLayout.Create([1, 1, 0, 0, 0, 0], [(0, 5), (0, 3), (1, 4), (1, 2)]);

        Assert.Equal(0, layout.CountCrossings());
    }

    [Fact]
    public void Layout_NoCrossings_KeepsTheGivenOrder()
    {
        LayeredLayout layout = LayeredLayout.Create([1, 1, 0, 0, 0], [(0, 2), (0, 3), (1, 3), (1, 4)]);

        Assert.Equal([[2, 3, 4], [0, 1]], layout.Order);
    }

    [Fact]
    public void Spacing_LongEdge_BendsBetweenTheNodesItPasses()
    {
        LayeredLayout layout = LayeredLayout.Create([2, 1, 1, 0], [(0, 1), (0, 2), (1, 3), (2, 3), (0, 3)]);
        double[] reach = [.. Enumerable.Range(0, layout.SlotCount).Select(slot => slot < layout.NodeCount ? 16.0 : 5)];
        double[] x = LayerSpacing.Place(layout, reach, reach, gap: 20);

        int bend = layout.Routes[4][1];
        Assert.Equal([0, bend, 3], layout.Routes[4]);
        foreach (int node in (int[])[1, 2])
            Assert.True(Math.Abs(x[node] - x[bend]) >= 41 - 1e-9, $"{x[node]} {x[bend]}");
        Assert.Equal(x[0], x[3], 3);
        Assert.Equal(0, x.Zip(reach, (place, half) => place - half).Min(), 9);
    }
}
