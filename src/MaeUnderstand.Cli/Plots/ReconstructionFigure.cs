using System.Globalization;
using MaeUnderstand.Evaluation.Reconstruction;
using MaeUnderstand.Reporting;

namespace MaeUnderstand.Cli.Plots;

/// <summary>The paper's Figure 5: four metrics over the mask ratio (its first row) and over the side of a mask unit (its second row).
/// </summary>
internal static class ReconstructionFigure
{
    private const int PanelWidth = 420, PanelHeight = 360;
    private const int Scale = 2;                        // pixels of a PNG a unit of size

    private static readonly Panel[] Panels =
    [
        new("SSIM", "SSIM", means => means["ssim"]),
        new("FSIMc", "FSIMc", means => means["fsimc"]),
        new("PSNR", "PSNR (dB)", means => means["psnr"]),
        new("Negative MSE", "−MSE", means => -means["mse"]),
    ];

    /// <summary>Draws what several models allow: a metric over a setting needs two of its values.</summary>
    /// <param name="reports">The models.</param>
    /// <param name="pathOf">Where a file of a name goes.</param>
    /// <returns>The files written.</returns>
    public static IReadOnlyList<string> Write(IReadOnlyList<ReconstructionReport> reports, Func<string, string> pathOf)
    {
        ReconstructionReport[] known = [.. reports.Where(report => report.TrainedMask is not null)];
        return
        [
            .. Row(known, "mask-ratio", "Mask ratio", report => report.TrainedMask!.Ratio,
                report => [$"mask patch {report.TrainedMask!.PatchSize}, ViT patch {report.Patch}"], pathOf),
            .. Row(known, "mask-patch", "Mask patch in pixels", report => report.TrainedMask!.PatchSize,
                SeriesOverPatch, pathOf),
        ];
    }

    /// <summary>A model whose ViT patch is the mask's belongs to those of that ViT patch and to those that are coupled.</summary>
    private static IEnumerable<string> SeriesOverPatch(ReconstructionReport report)
    {
        string ratio = string.Create(CultureInfo.InvariantCulture, $"ratio {report.TrainedMask!.Ratio}");
        yield return $"{ratio}, ViT patch {report.Patch}";
        if (report.Patch == report.TrainedMask.PatchSize)
            yield return $"{ratio}, ViT patch = mask patch";
    }

    private static IEnumerable<string> Row(ReconstructionReport[] reports, string name, string label,
        Func<ReconstructionReport, double> setting, Func<ReconstructionReport, IEnumerable<string>> series, Func<string, string> pathOf)
    {
        (string Name, ReconstructionReport[] Reports)[] comparable =
        [
            .. from report in reports
               from member in series(report)
               group report by member into its
               where its.Select(setting).Distinct().Count() > 1
               select (its.Key, its.OrderBy(setting).ToArray()),
        ];
        if (comparable.Length == 0)
            yield break;
        AxisTick[] ticks =
        [
            .. comparable.SelectMany(group => group.Reports).Select(setting).Distinct().Order()
                .Select(value => new AxisTick(value, value.ToString(CultureInfo.InvariantCulture))),
        ];
        LinePlot[] plots =
        [
            .. Panels.Select(panel => new LinePlot
            {
                Title = panel.Title,
                XLabel = comparable is [var only] ? $"{label} ({only.Name})" : label,
                YLabel = panel.Label,
                XTicks = ticks,
                Series = [.. comparable.Select(group =>
                    new PlotSeries(group.Name, [.. group.Reports.Select(report => (setting(report), panel.Value(report.Means)))]))],
            }),
        ];
        for (int i = 0; i < plots.Length; i++)
        {
            string stem = $"{Panels[i].Title.ToLowerInvariant().Replace(' ', '-')}-over-{name}";
            plots[i].WritePng(pathOf(stem + ".png"), Scale * PanelWidth, Scale * PanelHeight, Scale);
            plots[i].WriteSvg(pathOf(stem + ".svg"), PanelWidth, PanelHeight);
            yield return pathOf(stem + ".png");
        }
        var row = new PlotGrid(plots);
        row.WritePng(pathOf($"figure-5-{name}.png"), Scale * plots.Length * PanelWidth, Scale * PanelHeight, Scale);
        row.WriteSvg(pathOf($"figure-5-{name}.svg"), plots.Length * PanelWidth, PanelHeight);
        yield return pathOf($"figure-5-{name}.png");
    }

    private sealed record Panel(string Title, string Label, Func<IReadOnlyDictionary<string, double>, double> Value);
}
