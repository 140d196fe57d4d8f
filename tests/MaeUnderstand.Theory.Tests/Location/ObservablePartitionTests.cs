using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Theory.Tests.Location;

[Trait("Kind", "Unit")]
public sealed class ObservablePartitionTests
{
    private static readonly LatentGraph Graph = SmallGraphs.Create("z1 z2", "x1 x2 x3", "z1>x1 z1>x2 z2>x3");

    [Fact]
    public void Create_NumbersOrFlags_SplitsTheObservables()
    {
        ObservablePartition partition = ObservablePartition.Create(Graph, [4, 2, 4]);

        Assert.Equal([2, 4], partition.Masked.ToArray());
        Assert.Equal([3], partition.Visible.ToArray());
        Assert.True(partition.IsMasked(2));
        Assert.False(partition.IsMasked(3));
        Assert.Equal([3], partition.Swapped().Masked.ToArray());
        Assert.Equal([2, 4], ObservablePartition.Create(Graph, (ReadOnlySpan<bool>)[true, false, true]).Masked.ToArray());
        Assert.Throws<ArgumentException>(() => ObservablePartition.Create(Graph, [1]));
        Assert.Throws<ArgumentException>(() => ObservablePartition.Create(Graph, (ReadOnlySpan<bool>)[true]));
    }

    [Theory]
    [InlineData("q", "The mask names 'q', which the graph lacks; its observables are 'x1', 'x2' and 'x3'.")]
    [InlineData("x1 z2",
        "The mask names 'z2', which is a latent: only observables can be masked; its observables are 'x1', 'x2' and 'x3'.")]
    [InlineData("z2 z1",
        "The mask names 'z2' and 'z1', which are latents: only observables can be masked; its observables are 'x1', 'x2' and 'x3'.")]
    [InlineData("x1 x2 x1", "The mask names 'x1' twice.")]
    [InlineData("x1 x2 x3", "The mask covers every observable, 'x1', 'x2' and 'x3': leave at least one visible.")]
    [InlineData("", "The mask is empty, so nothing is to be predicted: mask some observables, but not all; " +
        "its observables are 'x1', 'x2' and 'x3'.")]
    public void FromNames_BadMask_NamesTheNodes(string names, string message)
    {
        var fault = Assert.Throws<InvalidDataException>(() =>
            ObservablePartition.FromNames(Graph, names.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        Assert.Equal(message, fault.Message);
    }

    [Fact]
    public void FromNames_ManyObservables_ListsTheFirst()
    {
        LatentGraph graph = RandomGraph.Create(new GraphSize(1, 100, 100), RandomKey.FromSeed(1));
        var fault = Assert.Throws<InvalidDataException>(() => ObservablePartition.FromNames(graph, ["a\nb"]));

        Assert.Equal("The mask names 'a?b', which the graph lacks; its observables are " +
            "'x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7', 'x8' and 92 more.", fault.Message);
    }

    [Fact]
    public void Random_Count_IsMaskedAndRepeats()
    {
        LatentGraph graph = RandomGraph.Create(new GraphSize(1, 100, 100), RandomKey.FromSeed(1));
        ObservablePartition first = ObservablePartition.Random(graph, 30, RandomKey.FromSeed(2));

        Assert.Equal(30, first.Masked.Length);
        Assert.Equal(first.Masked.ToArray(), ObservablePartition.Random(graph, 30, RandomKey.FromSeed(2)).Masked.ToArray());
        Assert.NotEqual(first.Masked.ToArray(), ObservablePartition.Random(graph, 30, RandomKey.FromSeed(3)).Masked.ToArray());
    }
}
