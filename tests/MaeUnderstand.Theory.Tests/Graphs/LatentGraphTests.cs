using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Tests.Graphs;

[Trait("Kind", "Unit")]
public sealed class LatentGraphTests
{
    private static readonly string[] Latents = ["z1", "z2", "z3"];
    private static readonly string[] Pixels = ["x1", "x2"];

    [Fact]
    public void Create_Graph_KnowsParentsChildrenAndNames()
    {
        LatentGraph graph = LatentGraph.Create(Latents, Pixels, [(1, 4), (0, 1), (0, 3), (1, 3)]);

        Assert.Equal((3, 2, 5, 4), (graph.LatentCount, graph.ObservableCount, graph.NodeCount, graph.EdgeCount));
        Assert.Equal([0, 1], graph.Parents(3).ToArray());
        Assert.Equal([3, 4], graph.Children(1).ToArray());
        Assert.Empty(graph.Children(2).ToArray());
        Assert.Equal("x1", graph.NameOf(3));
        Assert.Equal(4, graph.Find("x2"));
        Assert.Equal(-1, graph.Find("x3"));
        Assert.True(graph.IsObservable(3));
        Assert.False(graph.IsObservable(2));
        Assert.Equal([1, 1, 1, 1, 1], graph.NoiseDimensions.ToArray());
    }

    [Fact]
    public void TopologicalOrder_Graph_HasParentsBeforeChildrenAndObservablesLast()
    {
        LatentGraph graph = LatentGraph.Create(Latents, Pixels, [(2, 1), (1, 0), (0, 3), (2, 4)]);

        Assert.Equal([2, 1, 0, 3, 4], graph.TopologicalOrder.ToArray());
    }

    [Fact]
    public void Levels_ShortAndLongPathDown_CountTheLongOne()
    {
        LatentGraph graph = LatentGraph.Create(Latents, Pixels, [(0, 1), (1, 3), (0, 4)]);

        Assert.Equal([2, 1, 1, 0, 0], graph.Levels.ToArray());      // z3 has no child
    }

    public static TheoryData<(int, int)[], string> Faults => new()
    {
        { [(0, 1), (1, 2), (2, 0), (0, 3)], "The graph has a cycle: z1 -> z2 -> z3 -> z1. Remove one of its edges." },
        { [(1, 1)], "The graph has a cycle: z2 -> z2. Remove one of its edges." },
        { [(3, 4)], "An edge joins the observables 'x1' and 'x2': only latents may have children (Assumption 1)." },
        { [(3, 0)], "The observable 'x1' has the child 'z1': only latents may have children." },
        { [(0, 3), (0, 4), (0, 3)], "The edge from 'z1' to 'x1' is given twice." },
        { [(0, 5)], "An edge leads from node 0 to node 5, but there are only 5 nodes." },
    };

    [Theory, MemberData(nameof(Faults))]
    public void Create_BadEdges_NamesTheNodes((int, int)[] edges, string message)
    {
        var fault = Assert.Throws<InvalidDataException>(() => LatentGraph.Create(Latents, Pixels, edges));

        Assert.Equal(message, fault.Message);
    }

    [Fact]
    public void Create_LongCycle_NamesItsFirstNodesAndItsLast()
    {
        (int, int)[] edges = [.. Enumerable.Range(0, 100).Select(node => (node, (node + 1) % 100))];
        var fault = Assert.Throws<InvalidDataException>(() => LatentGraph.Create(new NumberedNames("z", 100), Pixels, edges));

        Assert.Equal("The graph has a cycle: z1 -> z2 -> z3 -> z4 -> z5 -> z6 -> z7 -> z8 -> (92 more) -> z1. Remove one of its edges.",
            fault.Message);
    }

    [Fact]
    public void Create_SourceWithoutDimension_NamesTheNode()
    {
        var fault = Assert.Throws<InvalidDataException>(() => LatentGraph.Create(Latents, Pixels, [(0, 3)], [1, 1, 1, 0, 1]));

        Assert.Equal("The source of 'x1' has 0 dimensions; every node needs one or more.", fault.Message);
    }
}
