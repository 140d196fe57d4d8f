using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MaeUnderstand.Reporting;
using MaeUnderstand.Theory.Claims;
using MaeUnderstand.Theory.Prediction;
using MaeUnderstand.Torch.Files;

namespace MaeUnderstand.Cli.Commands.Theory;

/// <summary>A prediction as tables and as JSON.</summary>
internal static class PredictionFiles
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private static readonly (string Name, Func<PredictionCell, SeededMean> Of)[] Means =
    [
        ("level", cell => cell.Level),
        ("highest_level", cell => cell.HighestLevel),
        ("members", cell => cell.Members),
        ("dimension", cell => cell.Dimension),
        ("sources", cell => cell.Sources),
    ];

    /// <summary>Writes <c>predict.csv</c> and <c>predict.json</c> into a folder that is there.</summary>
    public static void Write(string folder, PredictionReport report, IReadOnlyList<Claim> claims)
    {
        AtomicFile.WriteText(Path.Combine(folder, "predict.csv"), Table(report).ToCsv());
        AtomicFile.WriteText(Path.Combine(folder, "predict.json"), ToJson(report, claims) + "\n");
    }

    /// <summary>What fits a terminal: means, and the interval of the level.</summary>
    public static TextTable Summary(PredictionReport report) => new(
        [
            new("unit", ColumnAlignment.Right), new("ratio", ColumnAlignment.Right), new("level of c", ColumnAlignment.Right),
            new("95 %", ColumnAlignment.Center), new("highest", ColumnAlignment.Right), new("members", ColumnAlignment.Right),
            new("dim(c)", ColumnAlignment.Right), new("sources", ColumnAlignment.Right), new("empty", ColumnAlignment.Right),
        ],
        report.Cells.Select(IReadOnlyList<string> (cell) =>
        [
            Text(cell.Unit), Text(cell.Ratio), Text(cell.Level.Mean, "0.000"),
            $"{Text(cell.Level.Estimate.Low, "0.000")} to {Text(cell.Level.Estimate.High, "0.000")}",
            Text(cell.HighestLevel.Mean, "0.00"), Text(cell.Members.Mean, "0.0"), Text(cell.Dimension.Mean, "0.0"),
            Text(cell.Sources.Mean, "0.0"), Text(cell.EmptyShare, "0.#%"),
        ]));

    private static TextTable Table(PredictionReport report)
    {
        int[] levels = [.. Enumerable.Range(1, report.Levels)];
        return new TextTable(
            [
                .. ((string[])["unit", "ratio", "masks", "masked_tokens", "cuts_a_unit"]).Select(name => new TableColumn(name)),
                .. from mean in Means
                   from part in (string[])["mean", "low", "high", "deviation"]
                   select new TableColumn($"{mean.Name}_{part}"),
                new("empty_share"),
                .. levels.Select(level => new TableColumn($"share_of_level_{level}")),
                .. levels.Select(level => new TableColumn($"split_of_level_{level}")),
            ],
            report.Cells.Select(IReadOnlyList<string> (cell) =>
            [
                Text(cell.Unit), Text(cell.Ratio), Text(cell.Masks), Text(cell.MaskedTokens), cell.CutsAUnit ? "true" : "false",
                .. Means.Select(mean => mean.Of(cell)).SelectMany(mean => (double[])
                    [mean.Mean, mean.Estimate.Low, mean.Estimate.High, mean.MaskDeviation]).Select(number => Text(number, "R")),
                Text(cell.EmptyShare),
                .. cell.LevelShares.Select(share => Text(share)),
                .. cell.SplitShares.Select(share => Text(share)),
            ]));
    }

    private static string ToJson(PredictionReport report, IReadOnlyList<Claim> claims) => JsonSerializer.Serialize(
        new
        {
            report.Plan,
            report.Hierarchies,
            report.Latents,
            report.Levels,
            Cells = report.Cells.Select(cell => new
            {
                cell.Unit,
                cell.Ratio,
                cell.Masks,
                cell.MaskedTokens,
                cell.CutsAUnit,
                Level = Parts(cell.Level),
                HighestLevel = Parts(cell.HighestLevel),
                Members = Parts(cell.Members),
                Dimension = Parts(cell.Dimension),
                Sources = Parts(cell.Sources),
                cell.EmptyShare,
                cell.LevelShares,
                cell.SplitShares,
            }),
            Claims = claims,
        },
        Json);

    /// <summary>Null where no mask has the number: JSON has no NaN.</summary>
    private static object? Parts(SeededMean mean) => !double.IsFinite(mean.Mean) ? null : new
    {
        mean.Mean,
        mean.Estimate.Low,
        mean.Estimate.High,
        Deviation = mean.MaskDeviation,
        BySeed = mean.BySeed.Select(value => double.IsFinite(value) ? value : (double?)null),
    };

    /// <summary>A number, or nothing where there is none.</summary>
    private static string Text(double number, string format = "R") =>
        double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture) : "";
}
