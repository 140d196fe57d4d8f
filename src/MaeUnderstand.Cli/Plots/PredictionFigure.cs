using System.Globalization;
using MaeUnderstand.Reporting;
using MaeUnderstand.Theory.Prediction;

namespace MaeUnderstand.Cli.Plots;

/// <summary>A prediction in four panels: level and dimension of c over ratio × unit as maps, and over the ratio as curves.</summary>
internal static class PredictionFigure
{
    private const int Width = 1240, Height = 760;
    private const int Scale = 2;                        // pixels of a PNG a unit of size

    /// <summary>Writes the figure.</summary>
    /// <param name="report">The prediction.</param>
    /// <param name="stem">The files' path without <c>.png</c> and <c>.svg</c>.</param>
    public static void Write(PredictionReport report, string stem)
    {
        var grid = new PlotGrid(
            [
                Map(report, "Level of c", "mean level of c's members", "0.00", cell => cell.Level.Mean),
                Map(report, "Dimension of c", "dim(c)", "0", cell => cell.Dimension.Mean),
                Curves(report, "Level of c", "mean level of c's members", cell => cell.Level),
                Curves(report, "Dimension of c", "dim(c)", cell => cell.Dimension),
            ],
            columns: 2);
        grid.WritePng(stem + ".png", Scale * Width, Scale * Height, Scale);
        grid.WriteSvg(stem + ".svg", Width, Height);
    }

    private static HeatMap Map(
        PredictionReport report, string title, string scale, string format, Func<PredictionCell, double> value) => new()
    {
        Title = $"{title}: {report.Plan.Hierarchy}, {report.Plan.Shape.Rows} × {report.Plan.Shape.Columns}, {report.Plan.Sampler} masks",
        XLabel = "mask ratio",
        YLabel = "mask unit (tokens a side)",
        ScaleLabel = scale,
        ValueFormat = format,
        Columns = [.. report.Plan.Ratios.Select(ratio => ratio.ToString(CultureInfo.InvariantCulture))],
        Rows = [.. report.Plan.Units.Select(unit => unit.ToString(CultureInfo.InvariantCulture))],
        Values = [.. report.Plan.Units.Select(unit => report.OfUnit(unit).Select(value).ToArray())],
    };

    private static LinePlot Curves(PredictionReport report, string title, string label, Func<PredictionCell, SeededMean> value) => new()
    {
        Title = $"{title} with 95 % intervals of the mean",
        XLabel = "mask ratio",
        YLabel = label,
        Series =
        [
            .. report.Plan.Units.Select(unit => new PlotSeries(
                $"unit {unit}", [.. report.OfUnit(unit).Select(cell => (cell.Ratio, value(cell).Mean))])
            {
                Intervals = [.. report.OfUnit(unit).Select(cell => (value(cell).Estimate.Low, value(cell).Estimate.High))],
            }),
        ],
    };
}
