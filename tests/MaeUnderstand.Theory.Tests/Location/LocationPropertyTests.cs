using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Theory.Tests.Location;

/// <summary>What holds for every graph and mask, over many small ones.</summary>
[Trait("Kind", "Unit")]
public sealed class LocationPropertyTests
{
    private const int Graphs = 10_000;

    [Fact]
    public void Locate_RandomGraphs_SatisfiesTheTheoremUnderEveryReading() => ForEach(partition =>
    {
        SharedInformation shared = AlgorithmOne.Locate(partition);
        var verifier = new LocationVerifier(partition);
        var sources = new InformationSet([], shared.MaskedSources);
        foreach ((VisibleReading reading, string name, _) in VisibleReadings.All)
        {
            LocationVerification verification = verifier.Verify(shared.C, sources, AlgorithmTwo.Locate(partition, shared.C, reading));
            Assert.True(verification.All.All(verdict => verdict.Outcome == VerdictOutcome.Holds),
                $"{name}: {string.Join("; ", verification.All)}");
        }
    });

    [Fact]
    public void ClosedForm_RandomGraphs_AgreesWithAlgorithmOne() => ForEach(partition =>
    {
        SharedInformation walked = AlgorithmOne.Locate(partition), swept = ClosedForm.Locate(partition);
        Assert.Equal(walked.C, swept.C);
        Assert.Equal(walked.BeforePruning, swept.BeforePruning);
        Assert.Equal(walked.MaskedSources, swept.MaskedSources);
    });

    [Fact]
    public void Search_RandomGraphs_FindsCAloneSmallestAndTheSetsBetweenItAndTheCommonAncestors() => ForEach(partition =>
    {
        SharedSetSearch search = SharedSetSearch.Run(partition);
        IReadOnlyList<int> c = AlgorithmOne.Locate(partition).C;
        Assert.Equal([.. c], Assert.Single(search.Smallest));
        Assert.Equal(1L << (ClosedForm.CommonAncestors(partition).Count - c.Count), search.ValidCount);
    });

    [Fact]
    public void Locate_SwappedParts_GivesTheSameC() => ForEach(partition =>
        Assert.Equal(AlgorithmOne.Locate(partition).C, AlgorithmOne.Locate(partition.Swapped()).C));

    [Fact]
    public void Locate_RandomGraphs_MakesCAnAntichain() => ForEach(partition =>
    {
        IReadOnlyList<int> c = AlgorithmOne.Locate(partition).C;
        foreach (int node in c)
            Assert.DoesNotContain(node, c.SelectMany(other => Above(partition.Graph, other)));
    });

    [Fact]
    public void Locate_NothingOrEverythingMasked_SharesNothing() => ForEach(partition =>
    {
        foreach (bool isMasked in (bool[])[false, true])
        {
            bool[] mask = [.. Enumerable.Repeat(isMasked, partition.Graph.ObservableCount)];
            Assert.Empty(AlgorithmOne.Locate(ObservablePartition.Create(partition.Graph, mask)).C);
        }
    });

    private static void ForEach(Action<ObservablePartition> check)
    {
        for (int i = 0; i < Graphs; i++)
        {
            ObservablePartition partition = SmallGraphs.Draw(i);
            try
            {
                check(partition);
            }
            catch (Exception fault)
            {
                Assert.Fail($"Graph {i}:\n{SmallGraphs.Describe(partition)}{fault.Message}");
            }
        }
    }

    private static IEnumerable<int> Above(LatentGraph graph, int node) =>
        graph.Parents(node).ToArray().SelectMany(parent => Above(graph, parent).Prepend(parent));
}
