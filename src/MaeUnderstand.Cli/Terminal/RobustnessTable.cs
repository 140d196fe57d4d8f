using System.Globalization;
using System.Text;
using MaeUnderstand.Evaluation.Robustness;
using MaeUnderstand.Reporting;

namespace MaeUnderstand.Cli.Terminal;

/// <summary>The text of a robustness report: the row of the paper's Table 1 beside the paper's own, and what it is made of.</summary>
internal static class RobustnessTable
{
    private const string Absent = "-";

    /// <summary>The text.</summary>
    public static string Of(RobustnessReport report)
    {
        var text = new StringBuilder(Rows(report).ToText()).Append('\n').Append(Sets(report).ToText()).Append('\n');
        foreach (string note in Notes(report))
            text.Append(note).Append('\n');
        return text.ToString();
    }

    private static TextTable Rows(RobustnessReport report)
    {
        string[] columns = [.. RobustnessSets.All.Select(set => set.Column)];
        IEnumerable<(string Name, IReadOnlyDictionary<string, double> Values)> rows =
        [
            ("this model, among 1000 classes", report.Top1AmongThousand),
            ("this model, among the set's classes", report.Top1AmongSetClasses),
            .. report.Paper.Select(row => (row.Describe(), row.Top1)),
        ];
        return new TextTable(
            [new TableColumn("top-1 in %"), .. columns.Select(column => new TableColumn(column, ColumnAlignment.Right))],
            rows.Select(row => (IReadOnlyList<string>)
                [row.Name, .. columns.Select(column => row.Values.TryGetValue(column, out double value) ? Percent(value) : Absent)]));
    }

    private static TextTable Sets(RobustnessReport report) => new(
        [
            new("set"), .. ((string[])["images", "expected images", "unreadable", "folders", "expected folders", "left out", "top-1 set's", "top-1", "top-5"])
                .Select(name => new TableColumn(name, ColumnAlignment.Right)),
        ],
        report.Sets.Select(set => (IReadOnlyList<string>)
        [
            set.Set, Text(set.Images), Text(set.ExpectedImages), Text(set.UnreadableImages), Text(set.Folders), Text(set.ExpectedFolders),
            Text(set.OtherFolders), set.RestrictedTop1 is { } restricted ? Percent(100 * restricted) : Absent, Percent(100 * set.Top1),
            Percent(100 * set.Top5),
        ]));

    private static IEnumerable<string> Notes(RobustnessReport report)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        yield return report switch
        {
            { In1kSource: null } => "IN1K: the probe has no result; --imagenet-val measures it.",
            { In1kImages: { } images } => string.Create(culture, $"IN1K: from {report.In1kSource}, {images} images."),
            _ => "IN1K: measured on the images of --imagenet-val.",
        };
        if (report.HasRandomWeights)
            yield return "The encoder has random weights: it is none of the paper's models.";
        else if (report is not { MaskRatio: { } ratio, MaskPatch: { } patch })
            yield return "The checkpoint does not say how it was masked, so that no row of the paper stands beside it.";
        else if (report.Paper.Count == 0)
        {
            yield return string.Create(culture,
                $"The paper has no row of mask ratio {ratio}, mask patch {patch} and ViT patch {report.VitPatch}.");
        }
        else
            yield return "The paper does not say among which classes it scored OJN, IN-R and IN-A.";
    }

    private static string Percent(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
