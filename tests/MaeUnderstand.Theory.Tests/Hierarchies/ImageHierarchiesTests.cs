using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Hierarchies;

namespace MaeUnderstand.Theory.Tests.Hierarchies;

[Trait("Kind", "Unit")]
public sealed class ImageHierarchiesTests
{
    public static TheoryData<string> Names => [.. ImageHierarchies.Names];

    [Fact]
    public void Quadtree_FourByFour_IsBlocksOfFourUnderOneRoot()
    {
        LatentGraph graph = Build("quadtree", 4, 4);

        Assert.Equal((5, 16, 20), (graph.LatentCount, graph.ObservableCount, graph.EdgeCount));
        Assert.Equal(["x0.2", "x0.3", "x1.2", "x1.3"], ChildrenOf(graph, "z1.0.1"));
        Assert.Equal(["x2.0", "x2.1", "x3.0", "x3.1"], ChildrenOf(graph, "z1.1.0"));
        Assert.Equal(["z1.0.0", "z1.0.1", "z1.1.0", "z1.1.1"], ChildrenOf(graph, "z2.0.0"));
    }

    [Fact]
    public void Quadtree_GridThatIsNoPower_CutsTheBlocksAtTheEdge()
    {
        LatentGraph graph = Build("quadtree", 3, 5);

        Assert.Equal(["x2.4"], ChildrenOf(graph, "z1.1.2"));
        Assert.Equal(["x0.4", "x1.4"], ChildrenOf(graph, "z1.0.2"));
        Assert.Equal(6 + 2 + 1, graph.LatentCount);
    }

    [Fact]
    public void Quadtree_DepthAndBranching_AreTaken()
    {
        LatentGraph graph = ImageHierarchies.Get("quadtree").Build(
            new HierarchyShape { Rows = 9, Columns = 9, Depth = 1, Branching = 3 }, default);

        Assert.Equal(9, graph.LatentCount);
        Assert.All(Enumerable.Range(0, 9), latent => Assert.Equal(9, graph.Children(latent).Length));
    }

    [Fact]
    public void Shifted_Seeds_MoveTheBlocks()
    {
        string[] corners =
            [.. Enumerable.Range(0, 20).Select(seed => string.Join(' ', ChildrenOf(Build("shifted", 4, 4, seed), "z1.0.0")))];

        Assert.Equal(["x0.0", "x0.0 x0.1", "x0.0 x0.1 x1.0 x1.1", "x0.0 x1.0"], corners.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Overlapping_Blocks_HoldTheQuadtreesAndShareChildren()
    {
        LatentGraph graph = Build("overlapping", 8, 8), tree = Build("quadtree", 8, 8);

        Assert.Equal(tree.LatentCount, graph.LatentCount);
        for (int latent = 0; latent < tree.LatentCount; latent++)
            Assert.Empty(ChildrenOf(tree, tree.NameOf(latent)).Except(ChildrenOf(graph, tree.NameOf(latent))));
        int[] parents = [.. Enumerable.Range(0, graph.NodeCount).Select(node => graph.Parents(node).Length)];
        Assert.Equal(4, parents.Max());
        Assert.InRange(parents.Count(count => count > 1), 30, 84);
    }

    [Fact]
    public void Object_Patches_AreContiguousAndHigherOnesLieApart()
    {
        LatentGraph graph = Build("object", 28, 28);
        int[][] patches =
        [
            .. Latents(graph, 1).Select(latent => graph.Children(latent).ToArray().Select(node => node - graph.LatentCount).ToArray()),
        ];

        Assert.Equal(28 * 28 / 4, patches.Length);
        Assert.All(patches, patch => Assert.True(IsContiguous(patch)));
        int[][] groups = [.. Latents(graph, 2).Select(latent => graph.Children(latent).ToArray())];
        Assert.Equal(49, groups.Length);
        int touching = groups.Count(group =>
            group.Any(a => group.Any(b => a < b && IsContiguous([.. patches[a], .. patches[b]]))));
        Assert.InRange(touching, 0, 5);

        static bool IsContiguous(int[] patch)
        {
            var reached = new HashSet<int> { patch[0] };
            var next = new Stack<int>(reached);
            while (next.TryPop(out int pixel))
            {
                foreach (int other in patch.Where(other => Math.Abs(other / 28 - pixel / 28) + Math.Abs(other % 28 - pixel % 28) == 1))
                {
                    if (reached.Add(other))
                        next.Push(other);
                }
            }
            return reached.Count == patch.Length;
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Build_AnyGrid_IsOneRootedAndHasEveryPixelOnce(string name)
    {
        foreach ((int rows, int columns) in ((int, int)[])[(1, 7), (2, 2), (5, 3), (14, 14)])
        {
            LatentGraph graph = Build(name, rows, columns, seed: rows);

            Assert.Equal(rows * columns, graph.ObservableCount);
            Assert.Equal("x0.1", graph.NameOf(graph.LatentCount + 1));
            Assert.Single(Enumerable.Range(0, graph.NodeCount), node => graph.Parents(node).IsEmpty);
            for (int latent = 0; latent < graph.LatentCount; latent++)
                Assert.StartsWith($"z{graph.Levels[latent]}.", graph.NameOf(latent), StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Build_SameKey_IsTheSameGraph(string name)
    {
        Assert.Equal(Edges(Build(name, 9, 9, seed: 4)), Edges(Build(name, 9, 9, seed: 4)));
        Assert.Equal(ImageHierarchies.Get(name).IsRandom,
            !Edges(Build(name, 9, 9, seed: 4)).SequenceEqual(Edges(Build(name, 9, 9, seed: 5))));

        static (int, int)[] Edges(LatentGraph graph) =>
            [.. Enumerable.Range(0, graph.NodeCount).SelectMany(node => graph.Children(node).ToArray().Select(child => (node, child)))];
    }

    [Fact]
    public void Get_UnknownName_ListsTheKnown()
    {
        var fault = Assert.Throws<ArgumentException>(() => ImageHierarchies.Get("tree"));
        Assert.StartsWith("There is no hierarchy 'tree'; known are object, overlapping, quadtree, shifted.", fault.Message,
            StringComparison.Ordinal);
    }

    private static LatentGraph Build(string name, int rows, int columns, long seed = 0) => ImageHierarchies.Get(name).Build(
        new HierarchyShape { Rows = rows, Columns = columns }, RandomKey.FromSeed(seed).For(RandomPurpose.Hierarchy));

    private static IEnumerable<int> Latents(LatentGraph graph, int level) =>
        Enumerable.Range(0, graph.LatentCount).Where(latent => graph.Levels[latent] == level);

    private static string[] ChildrenOf(LatentGraph graph, string name) =>
        [.. graph.Children(graph.Find(name)).ToArray().Select(graph.NameOf)];
}
