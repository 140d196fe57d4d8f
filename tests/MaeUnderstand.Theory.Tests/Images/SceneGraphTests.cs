using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Images;

namespace MaeUnderstand.Theory.Tests.Images;

[Trait("Kind", "Unit")]
public sealed class SceneGraphTests
{
    private static readonly string[] Surfaces = ["part1.surface", "part2.surface", "part3.surface", "part4.surface", "background"];

    /// <summary>
    /// Part 1 covers the upper left quarter and nothing else, part 4 a twenty-fifth of it; part 2 is outside the image, and part 3
    /// lies within the lower right quarter.
    /// </summary>
    [Fact]
    public void Graph_HandMadeScene_LinksTokensToWhatTheyShow()
    {
        ScenePart[] parts = [Square(-0.5f, -0.5f, 0.5f), Square(5, 0, 0.5f), Square(0.5f, 0.5f, 0.25f), Square(-0.5f, -0.5f, 0.1f)];
        var content = new SceneContent(parts, new(0, 0, 1, 0), default, default);
        LatentGraph graph = SceneGraph.Build(content, gridSize: 2, withLight: true);

        Assert.Equal(["part1.surface", "part4.surface", "light"], ParentsOf("x0"));
        Assert.Equal(["background", "light"], ParentsOf("x1"));
        Assert.Equal(["background", "light"], ParentsOf("x2"));
        Assert.Equal(["part3.surface", "background", "light"], ParentsOf("x3"));
        Assert.Equal(4, graph.ObservableCount);
        Assert.Empty(graph.Children(graph.Find("part2.surface")).ToArray());

        string[] ParentsOf(string name) => [.. graph.Parents(graph.Find(name)).ToArray().Select(graph.NameOf)];
    }

    /// <summary>What is hidden entirely has no tokens, though its place is in the image.</summary>
    [Fact]
    public void Graph_PartBehindAnother_IsNotSeen()
    {
        ScenePart[] parts = [Square(0, 0, 0.3f), Square(0, 0, 0.4f), Square(5, 0, 0.1f), Square(5, 0, 0.1f)];
        var content = new SceneContent(parts, new(0, 0, 1, 0), default, default);
        LatentGraph graph = SceneGraph.Build(content, gridSize: 4, withLight: false);
        Assert.Empty(graph.Children(graph.Find("part1.surface")).ToArray());
        Assert.Equal(["x5", "x6", "x9", "x10"], graph.Children(graph.Find("part2.surface")).ToArray().Select(graph.NameOf));
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
            Assert.All(["part1", "part2", "part3", "part4", "backdrop"], name => Assert.Equal(2, graph.Levels[graph.Find(name)]));
            Assert.All([.. Surfaces, "light"], name => Assert.Equal(1, graph.Levels[graph.Find(name)]));
            Assert.All(Surfaces, name => Assert.Equal(1, graph.Parents(graph.Find(name)).Length));
            Assert.Equal(gridSize * gridSize, graph.Children(graph.Find("light")).Length);
            Assert.Equal([5, 5, 5, 5, 5, 1, 5, 5, 5, 5, 5, 4], graph.NoiseDimensions[..graph.LatentCount].ToArray());
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
            int hue = world.Variables.ToList().FindIndex(
                variable => variable.Name == surface.Replace(".surface", "", StringComparison.Ordinal) + ".hue.cos");
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

    /// <summary>A square of half the given side, upright: <see cref="PartShape.Square"/> reaches 0.7 from its centre.</summary>
    private static ScenePart Square(float x, float y, float half) => new(new(x, y, half / 0.7f, 0), PartShape.Square, default);
}
