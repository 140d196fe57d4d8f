using System.Globalization;
using System.Text;
using MaeUnderstand.Cli.Commands.Theory;
using MaeUnderstand.Reporting;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Cli.Terminal;

/// <summary>The result of <c>mae theory locate</c> for readers.</summary>
internal static class LocateText
{
    private const int MostNames = 60, MostLatents = 60;

    public static string Of(GraphDocument document, LocatedInformation located, LocateReport report)
    {
        LatentGraph graph = document.Graph;
        var text = new StringBuilder();
        if (document.Description.Length > 0)
            text.AppendLine(document.Description);
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{Count(graph.LatentCount, "latent")}, {Count(graph.ObservableCount, "observable")}, {Count(graph.EdgeCount, "edge")}.");
        text.AppendLine();
        int[] levels = [.. located.Shared.C.Select(node => graph.Levels[node])];
        string where = levels.Length == 0 ? "nothing is shared" : string.Create(CultureInfo.InvariantCulture,
            $"level {(levels.Min() == levels.Max() ? $"{levels.Min()}" : $"{levels.Min()} to {levels.Max()}")} " +
            $"of {graph.Levels.ToArray().Max()}, dimension {report.Dimension}");
        (string Name, string Value)[] lines =
        [
            ("masked", Set(report.Masked)), ("visible", Set(report.Visible)),
            ("c", $"{Set(report.C)}  ({where})"), ("c before pruning", Set(report.BeforePruning)),
            ("s_m", Set(report.MaskedInformation)), ($"s_mᶜ ({report.Reading})", Set(report.VisibleInformation)),
        ];
        int width = lines.Max(line => line.Name.Length);
        foreach ((string name, string value) in lines)
            text.AppendLine(CultureInfo.InvariantCulture, $"{name.PadRight(width)}  {value}");
        AppendLatents(text, located, report);
        AppendConditions(text, report);
        return text.ToString();
    }

    private static void AppendLatents(StringBuilder text, LocatedInformation located, LocateReport report)
    {
        bool isShort = report.Latents.Count <= MostLatents;
        int[] shown = isShort ? [.. Enumerable.Range(0, report.Latents.Count)] : [.. located.Shared.BeforePruning.Take(MostLatents)];
        if (shown.Length == 0)
            return;
        HashSet<int> masked = [.. located.Shared.MaskedSources], visible = [.. located.VisibleInformation.Sources];
        TableColumn[] columns = [new("latent"), new("level", ColumnAlignment.Right), new("dimension", ColumnAlignment.Right), new("role")];
        IEnumerable<IReadOnlyList<string>> rows = shown.Select(node => (IReadOnlyList<string>)
        [
            report.Latents[node].Name,
            report.Latents[node].Level.ToString(CultureInfo.InvariantCulture),
            report.Latents[node].Dimension.ToString(CultureInfo.InvariantCulture),
            located.Shared.C.Contains(node) ? "in c"
                : located.Shared.BeforePruning.Contains(node) ? "pruned: a member of c determines it"
                : masked.Contains(node) ? "its source is in s_m"
                : visible.Contains(node) ? "its source is in s_mᶜ" : "",
        ]);
        text.AppendLine().Append(new TextTable(columns, rows).ToText());
        if (shown.Length < report.Latents.Count)
            text.AppendLine(CultureInfo.InvariantCulture, $"({shown.Length} of {report.Latents.Count} latents; --json lists all)");
    }

    private static void AppendConditions(StringBuilder text, LocateReport report)
    {
        if (report.Conditions is not { } conditions)
            return;
        IEnumerable<IReadOnlyList<string>> rows = conditions.Select(row => (IReadOnlyList<string>)[row.Condition, row.Outcome, row.Detail]);
        text.AppendLine().Append(new TextTable([new("condition of Theorem 1"), new("verdict"), new("detail")], rows).ToText());
    }

    private static string Set(IReadOnlyList<string> names) =>
        names.Count <= MostNames
            ? $"{{{string.Join(", ", names)}}}"
            : $"{{{string.Join(", ", names.Take(MostNames))}, … {names.Count} in all}}";

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
