using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Theory.Tests.Location;

/// <summary>That the verifier catches wrong sets.</summary>
[Trait("Kind", "Unit")]
public sealed class LocationVerifierTests
{
    private static readonly ObservablePartition Figure = ObservablePartition.Create(
        WorkedExamples.Find("fig4b")!.Graph, WorkedExamples.Find("fig4b")!.Masked!);

    [Fact]
    public void Verify_RightSets_HoldsAndCountsTheSets()
    {
        LocationVerification verification = LocationVerifier.Verify(LocatedInformation.Locate(Figure));

        Assert.True(verification.Holds);
        Assert.Equal("all 64 sets of latents tried: 2 satisfy conditions 1 and 2, only one with the smallest dimension, 2",
            verification.Minimality.Detail);
    }

    [Theory]
    [InlineData("", "e_z1 e_z3 e_z4 e_z5 e_x1 e_x2 e_x3 e_x4 e_x5", "e_x6",                 // without a member of c
        "(c, s_m) determines x_m: 'x3', 'x4' and 'x5' cannot be recovered",
        "(c, s_mᶜ) determines x_mᶜ: 'x6' cannot be recovered")]
    [InlineData("z1 z6", "e_z1 e_z3 e_z4 e_z5 e_x1 e_x2 e_x3 e_x4 e_x5", "e_x6",            // with a latent above the masked part alone
        "x_mᶜ determines (c, s_mᶜ): 'z1' cannot be recovered",
        "s_m is independent of (c, s_mᶜ): 'e_z1' and 'z1' are not d-separated",
        "c has the smallest dimension: its dimension is 3, but {z6} also satisfies conditions 1 and 2 with 2")]
    [InlineData("z2", "e_z1 e_z3 e_z4 e_z5 e_x1 e_x2 e_x3 e_x4 e_x5", "e_x6",               // the ancestor instead
        "(c, s_m) determines x_m: 'x5' cannot be recovered", "(c, s_mᶜ) determines x_mᶜ: 'x6' cannot be recovered")]
    [InlineData("z2 z6", "e_z1 e_z3 e_z4 e_z5 e_x1 e_x2 e_x3 e_x4 e_x5", "e_x6",            // before pruning
        "c has the smallest dimension: its dimension is 3, but {z6} also satisfies conditions 1 and 2 with 2")]
    [InlineData("z6", "e_z1 e_z3 e_z4 e_z5 e_x1 e_x2 e_x4 e_x5", "e_x6", "(c, s_m) determines x_m: 'x3' cannot be recovered")]
    [InlineData("z6", "e_z1 e_z3 e_z4 e_z5 e_x1 e_x2 e_x3 e_x4 e_x5 e_x6", "e_x6",
        "x_m determines (c, s_m): 'e_x6' cannot be recovered", "s_m is independent of (c, s_mᶜ): 'e_x6' is in both")]
    [InlineData("z6", "e_z1 e_z2 e_z3 e_z4 e_z5 e_x1 e_x2 e_x3 e_x4 e_x5", "e_x6",
        "s_m is independent of (c, s_mᶜ): 'e_z2' and 'z6' are not d-separated")]
    [InlineData("z6", "e_z1 e_z3 e_z4 e_z5 e_x1 e_x2 e_x3 e_x4 e_x5", "", "(c, s_mᶜ) determines x_mᶜ: 'x6' cannot be recovered")]
    [InlineData("z6", "e_z1 e_z3 e_z4 e_z5 e_x1 e_x2 e_x3 e_x4 e_x5", "e_x5 e_x6",
        "x_mᶜ determines (c, s_mᶜ): 'e_x5' cannot be recovered", "s_m is independent of (c, s_mᶜ): 'e_x5' is in both")]
    public void Verify_AMemberMoreOrLess_NamesTheConditionAndTheNodes(
        string c, string maskedSources, string visibleSources, params string[] failures)
    {
        LocationVerification verification = new LocationVerifier(Figure).Verify(
            Nodes(c), new InformationSet([], Sources(maskedSources)), new InformationSet([], Sources(visibleSources)));

        Assert.False(verification.Holds);
        Assert.Equal(failures, verification.All.Where(verdict => verdict.Outcome == VerdictOutcome.Fails)
            .Select(verdict => $"{verdict.Condition}: {verdict.Detail}"));
    }

    [Fact]
    public void Verify_EveryMutationOfRandomGraphs_IsCaught()
    {
        for (int i = 0; i < 1000; i++)
        {
            ObservablePartition partition = SmallGraphs.Draw(i);
            LocatedInformation right = LocatedInformation.Locate(partition, VisibleReading.Tight);
            var verifier = new LocationVerifier(partition);
            InformationSet own = new([], right.Shared.MaskedSources);
            foreach (int node in Enumerable.Range(0, partition.Graph.NodeCount))
            {
                InformationSet mutated = new([], Toggled(own.Sources, node)),
                    seen = new([], Toggled(right.VisibleInformation.Sources, node));
                Assert.False(verifier.Verify(right.Shared.C, mutated, right.VisibleInformation).Holds, Case("s_m", node));
                if (right.VisibleInformation.Sources.Contains(node))                      // more than is needed is allowed there
                    Assert.False(verifier.Verify(right.Shared.C, own, seen).Holds, Case("s_mᶜ", node));
                if (!partition.Graph.IsObservable(node))
                    Assert.False(verifier.Verify(Toggled(right.Shared.C, node), own, right.VisibleInformation).Holds, Case("c", node));
            }

            string Case(string set, int node) =>
                $"Graph {i}, {set} with {partition.Graph.NameOf(node)} toggled:\n{SmallGraphs.Describe(partition)}";
        }
    }

    [Fact]
    public void Verify_ManyLatents_SaysThatMinimalityWasNotChecked()
    {
        LatentGraph graph = LatentGraph.Create(new NumberedNames("z", 13), new NumberedNames("x", 2), [(0, 13), (0, 14)]);
        LocationVerification verification = LocationVerifier.Verify(LocatedInformation.Locate(ObservablePartition.Create(graph, [13])));

        Assert.Equal(VerdictOutcome.NotChecked, verification.Minimality.Outcome);
        Assert.Equal("13 latents have too many subsets to try; at most 12 are checked", verification.Minimality.Detail);
        Assert.True(verification.Holds);
    }

    private static int[] Toggled(IReadOnlyList<int> set, int node) =>
        [.. (set.Contains(node) ? set.Except([node]) : set.Append(node)).Order()];

    private static int[] Nodes(string names) => [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Figure.Graph.Find)];

    private static int[] Sources(string names) =>
        [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => Figure.Graph.Find(name[2..]))];
}
