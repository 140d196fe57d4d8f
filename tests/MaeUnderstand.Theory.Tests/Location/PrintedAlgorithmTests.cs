using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Theory.Tests.Location;

/// <summary>
/// Each counterexample to a reading of the printed pseudo-code, with the condition that it breaks and the reading that does not.
/// </summary>
[Trait("Kind", "Unit")]
public sealed class PrintedAlgorithmTests
{
    [Fact]
    public void P1_DeletingFromTheListBeingWalked_BreaksIndependence()
    {
        ObservablePartition partition = Mask("z1 z2", "x1 x2", "z1>x1 z1>x2 z2>x1 z2>x2", "x1");
        (int[] c, int[] sources) = PrintedAlgorithms.DeletingOnTheWalk(partition);
        Assert.Equal(("z1", "z2 x1"), (Names(partition, c), Names(partition, sources)));

        LocationVerification wrong = Verify(partition, c, sources);
        Assert.Equal("'e_z2' and 'z2' are not d-separated", Failure(wrong.Independence, "e_z2 z2", partition));
        RequireRight(partition, "z1 z2", "x1");
    }

    [Fact]
    public void P2_RootsWithoutSource_LoseTheMaskedPart()
    {
        ObservablePartition partition = Mask("z1 z2", "x1 x2", "z1>x1 z2>x1 z2>x2", "x1");
        SharedInformation shared = AlgorithmOne.Locate(partition);
        int[] sources = [.. shared.MaskedSources.Where(node => partition.Graph.Parents(node).Length > 0)];
        Assert.Equal("x1", Names(partition, sources));

        LocationVerification wrong = Verify(partition, shared.C, sources);
        Assert.Equal("'x1' cannot be recovered", Failure(wrong.MaskedFromSets, "x1", partition));
        RequireRight(partition, "z2", "z1 x1");
    }

    [Fact]
    public void P3_PruningOnlyWhereAllPathsAreBlocked_BreaksMinimality()
    {
        ObservablePartition partition = Mask("z1 z2", "x1 x2 x3 x4", "z1>z2 z1>x3 z1>x4 z2>x1 z2>x2", "x1 x4");
        SharedInformation shared = AlgorithmOne.Locate(partition);
        int[] c = PrintedAlgorithms.PrunedWhereAllPathsAreBlocked(partition, shared.BeforePruning);
        Assert.Equal("z1 z2", Names(partition, c));

        LocationVerification wrong = Verify(partition, c, shared.MaskedSources);
        Assert.Equal("its dimension is 3, but {z2} also satisfies conditions 1 and 2 with 2", Failure(wrong.Minimality, "z2", partition));
        RequireRight(partition, "z2", "x1 x4");
    }

    [Fact]
    public void P4_SweepsThatAreNeverEmptied_DoNotEnd()
    {
        ObservablePartition partition = Mask("z1 z2", "x1 x2", "z1>x1 z1>x2 z2>x2", "x1");
        SharedInformation shared = AlgorithmOne.Locate(partition);

        Assert.False(PrintedAlgorithms.AlgorithmTwoEnds(partition, shared.C));
        RequireRight(partition, "z1", "x1");
        Assert.Equal("z2 e_z2 e_x2", Names(partition, AlgorithmTwo.Locate(partition, shared.C)));
    }

    [Fact]
    public void P5_SpousesThatAreMembers_AreCountedTwiceUnderTheLiteralReadingAlone()
    {
        ObservablePartition partition = Mask("z1 z2", "x1 x2", "z1>x1 z1>x2 z2>x1 z2>x2", "x1");
        IReadOnlyList<int> c = AlgorithmOne.Locate(partition).C;

        Assert.Equal("z1 z2 e_x2", Names(partition, AlgorithmTwo.Locate(partition, c, VisibleReading.Literal)));
        Assert.All(
            VisibleReadings.All.Where(entry => entry.Reading != VisibleReading.Literal),
            entry => Assert.Equal("e_x2", Names(partition, AlgorithmTwo.Locate(partition, c, entry.Reading))));
    }

    [Fact]
    public void P6_PrunedAncestors_MakeVisibleInformationDependOnCButUnderTheTightReading()
    {
        ObservablePartition partition = Mask("z1 z2", "x1 x2 x3", "z1>z2 z1>x2 z2>x1 z2>x3", "x1");
        IReadOnlyList<int> c = AlgorithmOne.Locate(partition).C;
        Variable[] shared = [.. c.Select(node => new Variable(node, IsSource: false))];
        InformationSet canonical = AlgorithmTwo.Locate(partition, c), tight = AlgorithmTwo.Locate(partition, c, VisibleReading.Tight);

        Assert.Equal(("e_z1 e_x2 e_x3", "e_x2 e_x3"), (Names(partition, canonical), Names(partition, tight)));
        (Variable, Variable)? connection = DSeparation.FindConnection(partition.Graph, canonical.Variables, shared);
        Assert.Equal((new Variable(0, IsSource: true), shared[0]), connection);
        Assert.Null(DSeparation.FindConnection(partition.Graph, tight.Variables, shared));
        RequireRight(partition, "z2", "x1");
    }

    [Fact]
    public void P7_ObservableWithAChild_IsRefused()
    {
        var fault = Assert.Throws<InvalidDataException>(() => Mask("z1", "x1 x2", "x1>z1 z1>x2", "x1"));

        Assert.Equal("The observable 'x1' has the child 'z1': only latents may have children.", fault.Message);
    }

    private static void RequireRight(ObservablePartition partition, string c, string maskedSources)
    {
        SharedInformation shared = AlgorithmOne.Locate(partition);
        Assert.Equal((c, maskedSources), (Names(partition, shared.C), Names(partition, shared.MaskedSources)));
        LocationVerification verification = Verify(partition, shared.C, shared.MaskedSources);
        Assert.All(verification.All, verdict => Assert.Equal(VerdictOutcome.Holds, verdict.Outcome));
    }

    private static LocationVerification Verify(ObservablePartition partition, IReadOnlyList<int> c, IReadOnlyList<int> sources) =>
        new LocationVerifier(partition).Verify(c, new InformationSet([], sources), AlgorithmTwo.Locate(partition, c));

    private static string Failure(Verdict verdict, string witnesses, ObservablePartition partition)
    {
        Assert.Equal(VerdictOutcome.Fails, verdict.Outcome);
        Assert.Equal(witnesses, string.Join(' ', verdict.Witnesses.Select(variable => variable.NameIn(partition.Graph))));
        return verdict.Detail;
    }

    private static string Names(ObservablePartition partition, IEnumerable<int> nodes) =>
        string.Join(' ', nodes.Select(partition.Graph.NameOf));

    private static string Names(ObservablePartition partition, InformationSet set) =>
        string.Join(' ', set.Variables.Select(variable => variable.NameIn(partition.Graph)));

    private static ObservablePartition Mask(string latents, string observables, string edges, string masked) =>
        SmallGraphs.Mask(SmallGraphs.Create(latents, observables, edges), masked);
}
