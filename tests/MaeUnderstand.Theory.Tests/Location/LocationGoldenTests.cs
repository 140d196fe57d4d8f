using System.Text.Json;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Theory.Tests.Location;

/// <summary>Recorded graphs, of whatever number and names.</summary>
[Trait("Kind", "Golden")]
public sealed class LocationGoldenTests
{
    [Fact]
    public void Locate_RecordedGraphs_GivesTheRecordedSets()
    {
        foreach (Recorded recorded in Accepted())
        {
            ObservablePartition partition = recorded.Partition;
            SharedInformation shared = AlgorithmOne.Locate(partition);
            recorded.Check("common_ancestors", ClosedForm.CommonAncestors(partition));
            recorded.Check("C_before_pruning", shared.BeforePruning);
            recorded.Check("C", shared.C);
            recorded.CheckSources("S_m", shared.MaskedSources);
            recorded.Check(recorded.Expected, "S_mc", AlgorithmTwo.Locate(partition, shared.C).Variables);
            Assert.Equivalent(shared, ClosedForm.Locate(partition), strict: true);
        }
    }

    [Fact]
    public void Locate_RecordedReadings_GiveTheRecordedSets()
    {
        foreach (Recorded recorded in Accepted())
        {
            SharedInformation shared = AlgorithmOne.Locate(recorded.Partition);
            JsonElement variants = Recorded.Property(recorded.Expected, "S_mc_variants");
            if (variants.ValueKind != JsonValueKind.Object)
                continue;
            foreach (JsonProperty variant in variants.EnumerateObject())
            {
                VisibleReading reading = VisibleReadings.Find(variant.Name)
                    ?? throw new InvalidDataException($"{recorded.Place}: there is no reading '{variant.Name}'.");
                recorded.Check(variants, variant.Name, AlgorithmTwo.Locate(recorded.Partition, shared.C, reading).Variables);
            }
        }
    }

    [Fact]
    public void Verify_RecordedGraphs_HoldsUnderEveryReading()
    {
        foreach (Recorded recorded in Accepted())
        {
            foreach ((VisibleReading reading, string name, _) in VisibleReadings.All)
            {
                LocationVerification verification = LocationVerifier.Verify(LocatedInformation.Locate(recorded.Partition, reading));
                Assert.True(verification.Holds, $"{recorded.Place}, {name}: {string.Join("; ", verification.All)}");
            }
        }
    }

    [Fact]
    public void Search_RecordedCounts_AreFound()
    {
        foreach (Recorded recorded in Accepted())
        {
            JsonElement counts = Recorded.Property(recorded.Json, "verification");
            if (counts.ValueKind != JsonValueKind.Object || recorded.Document.Graph.LatentCount > LocationVerifier.MostLatents)
                continue;
            SharedSetSearch search = SharedSetSearch.Run(recorded.Partition);
            (string, long)[] found =
                [("subsets_of_Z_tried", search.Tried), ("valid_sets", search.ValidCount), ("dim_of_C", search.Dimension)];
            foreach ((string key, long count) in found)
            {
                if (counts.TryGetProperty(key, out JsonElement expected))
                    Assert.True(expected.GetInt64() == count, $"{recorded.Place}: {key} is {count}, not {expected}.");
            }
            Assert.Single(search.Smallest);
        }
    }

    [Fact]
    public void PrintedAlgorithmTwo_RecordedGraphs_EndsOnlyWhereRecorded()
    {
        foreach (Recorded recorded in Accepted())
        {
            if (Recorded.Property(recorded.Expected, "printed_algorithm_2_terminates")
                is not { ValueKind: JsonValueKind.True or JsonValueKind.False } ends)
                continue;
            IReadOnlyList<int> c = AlgorithmOne.Locate(recorded.Partition).C;
            Assert.True(ends.GetBoolean() == PrintedAlgorithms.AlgorithmTwoEnds(recorded.Partition, c), recorded.Place);
        }
    }

    [Fact]
    public void Parse_RecordedGraphsWithoutRightSets_AreRefused()
    {
        foreach (Recorded recorded in Recorded.All().Where(recorded => recorded.MustBeRefused))
        {
            var fault = Assert.Throws<InvalidDataException>(() => recorded.Document);
            Assert.StartsWith(recorded.Place, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WorkedExamples_Each_IsARecordedGraph()
    {
        Assert.SkipWhen(!Golden.JsonNames("theory").Contains("fig4a_conservative.json"), "The chosen fixtures have other graphs.");
        foreach (string name in WorkedExamples.Names)
        {
            Recorded recorded = Assert.Single(Recorded.All(), recorded => recorded.Place.StartsWith(name, StringComparison.Ordinal));
            GraphDocument example = WorkedExamples.Find(name)!;
            Assert.Equal(GraphJson.Format(recorded.Document with { Name = name }), GraphJson.Format(example));
            Assert.Equal(name, example.Name);
        }
    }

    private static IEnumerable<Recorded> Accepted() => Recorded.All().Where(recorded => !recorded.MustBeRefused);
}
