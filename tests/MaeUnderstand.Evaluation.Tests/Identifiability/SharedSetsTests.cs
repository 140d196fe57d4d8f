using MaeUnderstand.Evaluation.Identifiability;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Evaluation.Tests.Identifiability;

[Trait("Kind", "Unit")]
public sealed class SharedSetsTests
{
    [Theory]
    [InlineData("fig2", "x4,x5,x6,x7", "z7 z9", "x4 x5 x6 x7", "z6 z10 x1 x2 x3 x8 x9 x10 x11")]
    [InlineData("fig4", "x1", "z3", "x1", "z2 z4 z5 z6 x2 x3 x4 x5 x6")]
    [InlineData("fig4", "x1,x2,x3", "z1 z2", "z3 z4 x1 x2 x3", "z5 z6 x4 x5 x6")]
    [InlineData("fig4", "x1,x2,x3,x4,x5", "z6", "z1 z3 z4 z5 x1 x2 x3 x4 x5", "x6")]
    [InlineData("pitfalls", "x1,x2,x3,x4", "z4 z5", "z7 x1 x2 x3 x4", "z6 z8 x5 x6 x7 x8")]
    public void Locate_WorkedExample_GivesItsSets(string name, string mask, string shared, string maskedOnly, string visibleOnly)
    {
        LatentGraph graph = ExampleGraphs.Graph(name);
        SharedSets sets = SharedSets.Locate(graph, IdentifyCase.Create(name, graph, mask).Masked);
        Assert.Equal((shared, maskedOnly, visibleOnly), (Names(sets.Shared), Names(sets.MaskedOnly), Names(sets.VisibleOnly)));

        string Names(IEnumerable<int> nodes) => string.Join(' ', nodes.Select(graph.NameOf));
    }

    [Fact]
    public void Masks_OfEachExample_ReachFourDifferentSets()
    {
        foreach (string name in ExampleGraphs.Names)
        {
            LatentGraph graph = ExampleGraphs.Graph(name);
            IReadOnlyList<int>[] shared =
            [
                .. ExampleGraphs.Masks(name).Select(mask => SharedSets.Locate(graph, IdentifyCase.Create(name, graph, mask).Masked).Shared),
            ];
            Assert.Equal(4, shared.Select(set => string.Join(' ', set)).Distinct().Count());
            Assert.True(shared.Select(set => set.Max(node => graph.Levels[node])).Distinct().Count() > 1, name);
        }
    }
}
