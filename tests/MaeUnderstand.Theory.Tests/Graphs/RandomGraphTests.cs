using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Tests.Graphs;

[Trait("Kind", "Unit")]
public sealed class RandomGraphTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11);

    [Fact]
    public void Create_Size_IsMetAndEveryObservableHasAParent()
    {
        LatentGraph graph = RandomGraph.Create(new GraphSize(900, 100, 3000), Key);

        Assert.Equal((900, 100, 3000), (graph.LatentCount, graph.ObservableCount, graph.EdgeCount));
        Assert.All(Enumerable.Range(900, 100), node => Assert.NotEqual(0, graph.Parents(node).Length));
        Assert.Equal(("z1", "z900", "x1", "x100"), (graph.NameOf(0), graph.NameOf(899), graph.NameOf(900), graph.NameOf(999)));
        Assert.Equal(999, graph.Find("x100"));
        Assert.Contains(Enumerable.Range(0, 900), node => graph.Parents(node).ToArray().Any(parent => parent > node));
    }

    [Fact]
    public void Create_SameKey_GivesTheSameGraph()
    {
        string Draw(RandomKey key) => GraphJson.Format(new GraphDocument(RandomGraph.Create(new GraphSize(9, 5, 20), key)));

        Assert.Equal(Draw(Key), Draw(Key));
        Assert.NotEqual(Draw(Key), Draw(Key.Derive(1)));
    }

    [Theory]
    [InlineData(3, 2, 2)]
    [InlineData(3, 2, 9)]
    [InlineData(1, 1, 1)]
    public void Create_FewestAndMostEdges_AreDrawn(int latents, int observables, int edges) =>
        Assert.Equal(edges, RandomGraph.Create(new GraphSize(latents, observables, edges), Key).EdgeCount);

    [Theory]
    [InlineData(0, 2, 2, "A graph needs latents and observables, not 0 and 2. (Parameter 'size')")]
    [InlineData(3, 2, 1, "3 latents and 2 observables have 2 to 9 edges, not 1. (Parameter 'size')")]
    [InlineData(3, 2, 10, "3 latents and 2 observables have 2 to 9 edges, not 10. (Parameter 'size')")]
    public void Create_SizeThatNoGraphHas_IsRefused(int latents, int observables, int edges, string message) =>
        Assert.Equal(message,
            Assert.Throws<ArgumentException>(() => RandomGraph.Create(new GraphSize(latents, observables, edges), Key)).Message);
}
