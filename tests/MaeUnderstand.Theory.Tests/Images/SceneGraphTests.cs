using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Images;

namespace MaeUnderstand.Theory.Tests.Images;

[Trait("Kind", "Unit")]
public sealed class SceneGraphTests
{
    private static readonly string[] Planes = ["part1", "part2", "part3", "part4", "backdrop"];
    private static readonly string[] Surfaces =
    [
        "part1.a", "part1.b", "part2.a", "part2.b", "part3.a", "part3.b", "part4.a", "part4.b", "background.a", "background.b",
    ];

    /// <summary>
    /// Part 1 covers the upper left quarter and nothing else, part 4 a twenty-fifth of that, left of part 1's seam; part 2 is outside the
    /// image, and part 3 lies across the two lower quarters, turned by half a turn. The horizon is in the middle.
    /// </summary>
    [Fact]
    public void Graph_HandMadeScene_LinksTokensToWhatTheyShow()
    {
        ScenePart[] parts = [Square(-0.5f, -0.5f, 0.5f), Square(5, 0, 0.5f), Square(0, 0.5f, 0.25f, MathF.PI), Square(-0.75f, -0.5f, 0.1f)];
        var content = new SceneContent(parts, new(0, 0, 1, 0), default, default);
        LatentGraph graph = SceneGraph.Build(content, gridSize: 2, withLight: true);

        Assert.Equal(["part1.a", "part1.b", "part4.a", "part4.b", "light"], ParentsOf(graph, "x0"));
        Assert.Equal(["background.a", "light"], ParentsOf(graph, "x1"));
        Assert.Equal(["part3.b", "background.b", "light"], ParentsOf(graph, "x2"));
        Assert.Equal(["part3.a", "background.b", "light"], ParentsOf(graph, "x3"));
        Assert.Equal(4, graph.ObservableCount);
        Assert.Empty(ChildrenOf(graph, "part2.a"));
        Assert.Empty(ChildrenOf(graph, "part2.b"));
    }

    /// <summary>
    /// A mask of the left half of the image hides one surface of part 1 and no more of it, and the right half shows the other one: so
    /// what the two sides share of the part is the part itself, and neither surface.
    /// </summary>
    [Fact]
    public void Graph_HalvesOfAPart_HaveNoTokenInCommonAndThePartAsOnlyParent()
    {
        ScenePart[] parts = [Square(0, 0, 0.5f), Square(5, 0, 0.1f), Square(5, 0, 0.1f), Square(5, 0, 0.1f)];
        var content = new SceneContent(parts, new(0, -5, 1, 0), default, default);
        LatentGraph graph = SceneGraph.Build(content, gridSize: 4, withLight: false);

        Assert.Equal(["x5", "x9"], ChildrenOf(graph, "part1.a"));
        Assert.Equal(["x6", "x10"], ChildrenOf(graph, "part1.b"));
        Assert.Equal(["part1.a", "part1.b"], ChildrenOf(graph, "part1"));
        Assert.Equal(["part1"], ParentsOf(graph, "part1.a"));
        Assert.Equal(["part1"], ParentsOf(graph, "part1.b"));
        Assert.Equal(["part1.a"], ParentsOf(graph, "x5"));
        Assert.Equal(["part1.b"], ParentsOf(graph, "x6"));
        Assert.Empty(ChildrenOf(graph, "background.a"));                    // the horizon is above the image
        Assert.Equal(12, ChildrenOf(graph, "background.b").Length);
    }

    /// <summary>What is hidden entirely has no tokens, though its place is in the image.</summary>
    [Fact]
    public void Graph_PartBehindAnother_IsNotSeen()
    {
        ScenePart[] parts = [Square(0, 0, 0.3f), Square(0, 0, 0.4f), Square(5, 0, 0.1f), Square(5, 0, 0.1f)];
        var content = new SceneContent(parts, new(0, 0, 1, 0), default, default);
        LatentGraph graph = SceneGraph.Build(content, gridSize: 4, withLight: false);
        Assert.Empty(ChildrenOf(graph, "part1.a"));
        Assert.Empty(ChildrenOf(graph, "part1.b"));
        Assert.Equal(["x5", "x9"], ChildrenOf(graph, "part2.a"));
        Assert.Equal(["x6", "x10"], ChildrenOf(graph, "part2.b"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(28)]
    public void Graph_AnyScene_HasTheLevelsOfTheWorld(int gridSize)
    {
        var world = new ImageWorld(5, seed: 1);
        for (int scene = 0; scene < 5; scene++)
        {
            LatentGraph graph = world.Draw(scene, RandomKey.FromSeed(scene)).Graph(gridSize);
            Assert.Equal(gridSize * gridSize, graph.ObservableCount);
            Assert.Equal(3, graph.Levels[graph.Find("scene")]);
            Assert.All(Planes, name => Assert.Equal(2, graph.Levels[graph.Find(name)]));
            Assert.All([.. Surfaces, "light"], name => Assert.Equal(1, graph.Levels[graph.Find(name)]));
            Assert.Equal(Planes, ChildrenOf(graph, "scene"));
            Assert.Equal(Surfaces, Planes.SelectMany(name => ChildrenOf(graph, name)));
            Assert.All(Surfaces, name => Assert.Equal(1, graph.Parents(graph.Find(name)).Length));
            Assert.Equal(gridSize * gridSize, graph.Children(graph.Find("light")).Length);
            Assert.Equal([5, 5, 5, 5, 5, 2, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4], graph.NoiseDimensions[..graph.LatentCount].ToArray());
            for (int token = graph.LatentCount; token < graph.NodeCount; token++)
                Assert.True(graph.Parents(token).Length >= 2);
        }
    }

    [Fact]
    public void Graph_WithoutLight_LeavesItOut() =>
        Assert.Equal(-1, new ImageWorld(1, seed: 1).Draw(0, default).Graph(4, withLight: false).Find("light"));

    /// <summary>What the graph says against the picture itself: another hue changes the tokens that are the surface's children.</summary>
    [Fact]
    public void Graph_HueOfASurface_ChangesItsTokensAndHardlyAnyOther()
    {
        const int Grid = 8, Patch = 8, Side = Grid * Patch;
        var world = new ImageWorld(10, seed: 0);
        SyntheticScene scene = world.Draw(3, RandomKey.FromSeed(77));
        LatentGraph graph = scene.Graph(Grid);
        byte[] before = Whole(world.Compose(scene.Latents, default));
        foreach (string surface in Surfaces)
        {
            double[] latents = [.. scene.Latents];
            int hue = world.Variables.ToList().FindIndex(variable => variable.Name == $"{surface}.hue.cos");
            (latents[hue], latents[hue + 1]) = (-latents[hue], -latents[hue + 1]);
            byte[] after = Whole(world.Compose(latents, default));
            int[] children = graph.Children(graph.Find(surface)).ToArray();
            Assert.NotEmpty(children);
            for (int token = 0; token < Grid * Grid; token++)
            {
                int changed = Enumerable.Range(0, Patch * Patch)
                    .Count(i => Differ(token % Grid * Patch + i % Patch, token / Grid * Patch + i / Patch));
                if (children.Contains(graph.LatentCount + token))
                    Assert.InRange(changed, 1, Patch * Patch);
                else
                    Assert.InRange(changed, 0, Patch);                             // an edge along its side
            }

            bool Differ(int x, int y) => !before.AsSpan((y * Side + x) * 3, 3).SequenceEqual(after.AsSpan((y * Side + x) * 3, 3));
        }

        static byte[] Whole(SyntheticScene scene)
        {
            var rgb = new byte[Side * Side * 3];
            scene.Render(Side, 0, 0, Side, Side, rgb);
            return rgb;
        }
    }

    private static string[] ParentsOf(LatentGraph graph, string name) =>
        [.. graph.Parents(graph.Find(name)).ToArray().Select(graph.NameOf)];

    private static string[] ChildrenOf(LatentGraph graph, string name) =>
        [.. graph.Children(graph.Find(name)).ToArray().Select(graph.NameOf)];

    /// <summary>A square of half the given side: <see cref="PartShape.Square"/> reaches 0.7 from its centre.</summary>
    private static ScenePart Square(float x, float y, float half, float turn = 0) =>
        new(new(x, y, half / 0.7f, turn), PartShape.Square, default);
}
