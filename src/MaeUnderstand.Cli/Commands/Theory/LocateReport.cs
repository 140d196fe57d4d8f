using System.Text.Json.Serialization;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Cli.Commands.Theory;

/// <summary>What <c>mae theory locate</c> prints, by name; a source is <c>e_v</c> for node v.</summary>
internal sealed record LocateReport
{
    private LocateReport(GraphDocument document, LocatedInformation located, LocationVerification? verification)
    {
        LatentGraph graph = document.Graph;
        (Graph, Reading) = (document.Name, VisibleReadings.All.First(entry => entry.Reading == located.Reading).Name);
        Masked = Names(graph, located.Partition.Masked.ToArray());
        Visible = Names(graph, located.Partition.Visible.ToArray());
        C = Names(graph, located.Shared.C);
        BeforePruning = Names(graph, located.Shared.BeforePruning);
        MaskedInformation = [.. located.Shared.MaskedSources.Select(node => new Variable(node, IsSource: true).NameIn(graph))];
        VisibleInformation = [.. located.VisibleInformation.Variables.Select(variable => variable.NameIn(graph))];
        Dimension = located.Shared.C.Sum(node => (double)graph.Dimensions[node]);
        Latents =
        [
            .. Enumerable.Range(0, graph.LatentCount)
                .Select(node => new LatentRow(graph.NameOf(node), graph.Levels[node], graph.Dimensions[node])),
        ];
        Conditions = verification?.All
            .Select(verdict => new ConditionRow(verdict.Condition, Words(verdict.Outcome), verdict.Detail)).ToArray();
    }

    public string Graph { get; }

    public IReadOnlyList<string> Masked { get; }

    public IReadOnlyList<string> Visible { get; }

    public IReadOnlyList<string> C { get; }

    [JsonPropertyName("c_before_pruning")]
    public IReadOnlyList<string> BeforePruning { get; }

    [JsonPropertyName("s_m")]
    public IReadOnlyList<string> MaskedInformation { get; }

    [JsonPropertyName("s_mc")]
    public IReadOnlyList<string> VisibleInformation { get; }

    /// <summary>How Algorithm 2 was read.</summary>
    public string Reading { get; }

    /// <summary>The total dimension of c.</summary>
    [JsonPropertyName("dim_of_c")]
    public double Dimension { get; }

    public IReadOnlyList<LatentRow> Latents { get; }

    /// <summary>Theorem 1's conditions; null where they were not to be checked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ConditionRow>? Conditions { get; }

    public static LocateReport Create(GraphDocument document, LocatedInformation located, LocationVerification? verification) =>
        new(document, located, verification);

    private static string[] Names(LatentGraph graph, IEnumerable<int> nodes) => [.. nodes.Select(graph.NameOf)];

    private static string Words(VerdictOutcome outcome) => outcome switch
    {
        VerdictOutcome.Holds => "holds",
        VerdictOutcome.Fails => "fails",
        _ => "not checked",
    };

    /// <summary>A latent, its level and its dimension.</summary>
    internal sealed record LatentRow(string Name, int Level, long Dimension);

    /// <summary>A condition, what came of it, and why.</summary>
    internal sealed record ConditionRow(string Condition, string Outcome, string Detail);
}
