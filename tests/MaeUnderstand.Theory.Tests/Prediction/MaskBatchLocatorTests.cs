using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;
using MaeUnderstand.Theory.Prediction;

namespace MaeUnderstand.Theory.Tests.Prediction;

[Trait("Kind", "Unit")]
public sealed class MaskBatchLocatorTests
{
    [Fact]
    public void Locate_RandomGraphs_EqualsTheDefinitionBySetsAndTheAlgorithms()
    {
        for (int trial = 0; trial < 300; trial++)
        {
            var random = new KeyedRandom(new RandomKey((ulong)trial));
            LatentGraph graph = SmallGraphs.Draw(trial).Graph;
            ulong[] masked = [.. Enumerable.Range(0, graph.ObservableCount).Select(_ => 0UL)];
            for (int i = 0; i < masked.Length; i++)
                masked[i] = random.NextUInt64();
            var common = new ulong[graph.LatentCount];
            var minimal = new ulong[graph.LatentCount];

            new MaskBatchLocator(graph).Locate(masked, common, minimal);

            for (int mask = 0; mask < MaskBatchLocator.Width; mask++)
            {
                int[] hidden = [.. Chosen(masked, mask).Select(observable => observable + graph.LatentCount)];
                int[] shown = [.. Enumerable.Range(graph.LatentCount, graph.ObservableCount).Except(hidden)];
                HashSet<int> shared = Ancestors(graph, hidden);
                shared.IntersectWith(Ancestors(graph, shown));
                int[] lowest = [.. shared.Where(node => !shared.Any(other => Ancestors(graph, [other]).Contains(node))).Order()];
                Assert.Equal(shared.Order(), Chosen(common, mask));
                Assert.Equal(lowest, Chosen(minimal, mask));
                ObservablePartition partition = ObservablePartition.Create(graph, hidden);
                Assert.Equal(lowest, AlgorithmOne.Locate(partition).C);
                Assert.Equal(lowest, ClosedForm.Locate(partition).C);
                Assert.Equal(shared.Order(), ClosedForm.CommonAncestors(partition));
            }
        }
    }

    [Fact]
    public void Locate_Again_ForgetsTheFirstBatch()
    {
        LatentGraph graph = LatentGraph.Create(["z"], ["x", "y"], [(0, 1), (0, 2)]);
        var locator = new MaskBatchLocator(graph);
        ulong[] common = [0], minimal = [0];

        locator.Locate([0b0110, 0b0101], common, minimal);
        Assert.Equal([0b0011UL], minimal);
        locator.Locate([0b1111, 0b1111], common, minimal);
        Assert.Equal([0UL], minimal);
        Assert.Equal([0UL], common);
    }

    [Fact]
    public void Locate_WrongLengths_NamesThem()
    {
        LatentGraph graph = LatentGraph.Create(["z"], ["x", "y"], [(0, 1), (0, 2)]);
        var fault = Assert.Throws<ArgumentException>(() => new MaskBatchLocator(graph).Locate([0], new ulong[2], new ulong[1]));
        Assert.Equal("Expected 2 observables and 1 latents, but got 1, 2 and 1.", fault.Message);
    }

    private static HashSet<int> Ancestors(LatentGraph graph, IEnumerable<int> nodes)
    {
        var found = new HashSet<int>();
        var next = new Stack<int>(nodes);
        while (next.TryPop(out int node))
        {
            foreach (int parent in graph.Parents(node))
            {
                if (found.Add(parent))
                    next.Push(parent);
            }
        }
        return found;
    }

    private static int[] Chosen(ulong[] bits, int mask) =>
        [.. Enumerable.Range(0, bits.Length).Where(place => (bits[place] >> mask & 1) != 0)];
}
