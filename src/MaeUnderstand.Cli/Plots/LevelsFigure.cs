using System.Globalization;
using MaeUnderstand.Evaluation.Identifiability;
using MaeUnderstand.Evaluation.Identifiability.LatentProbing;
using MaeUnderstand.Evaluation.Identifiability.Levels;
using MaeUnderstand.Reporting;

namespace MaeUnderstand.Cli.Plots;

/// <summary>What <c>mae theory levels</c> measured beside what the theory predicts, and every latent for itself.</summary>
internal static class LevelsFigure
{
    /// <summary>The name of the figure of levels, without ending.</summary>
    public const string Levels = "levels";

    /// <summary>The name of the figure of latents, without ending.</summary>
    public const string Latents = "latents";

    private const int PanelWidth = 420, PanelHeight = 340;
    private const int RowHeight = 24, CellWidth = 62, Margins = 190;
    private const int Scale = 2;                        // pixels of a PNG a unit of size

    /// <summary>Draws both figures as PNG and SVG.</summary>
    /// <param name="report">What was measured.</param>
    /// <param name="pathOf">Where a file of a name goes.</param>
    public static void Write(LevelsReport report, Func<string, string> pathOf)
    {
        PlotPanel[] panels =
        [
            .. report.Levels.Select((level, i) => Measured(report, level, report.Untrained[i])),
            PredictedLevel(report), .. report.Levels.Skip(1).Select(level => Predicted(report, level)),
        ];
        int columns = report.Levels.Count;
        var grid = new PlotGrid(panels, columns);
        grid.WritePng(pathOf(Levels + ".png"), Scale * columns * PanelWidth, Scale * 2 * PanelHeight, Scale);
        grid.WriteSvg(pathOf(Levels + ".svg"), columns * PanelWidth, 2 * PanelHeight);
        HeatMap map = LatentMap(report);
        (int width, int height) = (Margins + 130 + CellWidth * map.Columns.Count, 110 + RowHeight * map.Rows.Count);
        map.WritePng(pathOf(Latents + ".png"), Scale * width, Scale * height, Scale);
        map.WriteSvg(pathOf(Latents + ".svg"), width, height);
    }

    /// <summary>What a level is called.</summary>
    public static string NameOf(int level) => level switch
    {
        3 => "Scene (class, pose)",
        2 => "Parts (place, size, shape)",
        1 => "Surfaces (texture, colour, light)",
        _ => string.Create(CultureInfo.InvariantCulture, $"Level {level}"),
    };

    /// <summary>Scores of latents that only the number of their part tells apart, averaged, in the order of the levels.</summary>
    /// <param name="models">Models whose scores are averaged too.</param>
    public static IReadOnlyList<(string Name, int Level, double Score)> Grouped(IEnumerable<CellResult> models) =>
    [
        .. models.SelectMany(model => model.Scores)
            .GroupBy(score => (Name: GroupOf(score), score.Level))
            .Select(group => (group.Key.Name, group.Key.Level, group.Average(score => score.Score))),
    ];

    private static string GroupOf(LatentScore score)
    {
        string name = score.Name;
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (name.EndsWith(".cos", StringComparison.Ordinal) || name.EndsWith(".sin", StringComparison.Ordinal))
            name = name[..^4];
        return dot > 0 && char.IsDigit(name[dot - 1]) ? $"{name[..dot].TrimEnd("0123456789".ToCharArray())}s{name[dot..]}" : name;
    }

    private static LinePlot Measured(LevelsReport report, int level, SeedInterval untrained) => new()
    {
        Title = NameOf(level),
        XLabel = "Mask ratio",
        YLabel = "Read off frozen features (0 to 1)",
        XTicks = Ticks(report.Decodability),
        Series =
        [
            .. SeriesOf(report.Decodability, level),
            new PlotSeries("untrained", [.. Ratios(report.Decodability).Select(ratio => (ratio, untrained.Mean))])
            {
                Intervals = [.. Ratios(report.Decodability).Select(_ => (untrained.Low, untrained.High))],
            },
        ],
    };

    /// <summary>In the place of the topmost level, of which any c determines all there is.</summary>
    private static LinePlot PredictedLevel(LevelsReport report) => new()
    {
        XLabel = "Mask ratio",
        YLabel = "Predicted: mean level of c's members",
        XTicks = Ticks(report.Prediction),
        Series =
        [
            .. report.PredictedLevels.GroupBy(point => point.Unit).Select(unit => SeriesOf(
                unit.Key, [.. unit.Select(point => (point.Ratio, point.Value))])),
        ],
    };

    private static LinePlot Predicted(LevelsReport report, int level) => new()
    {
        XLabel = "Mask ratio",
        YLabel = "Predicted: share that c determines",
        XTicks = Ticks(report.Prediction),
        Series = [.. SeriesOf(report.Prediction, level)],
    };

    private static IEnumerable<PlotSeries> SeriesOf(IReadOnlyList<LevelsPoint> points, int level) => points
        .Where(point => point.Level == level)
        .GroupBy(point => point.Unit)
        .Select(unit => SeriesOf(unit.Key, [.. unit.Select(point => (point.Ratio, point.Value))]));

    private static PlotSeries SeriesOf(int unit, IReadOnlyList<(double Ratio, SeedInterval Value)> points) =>
        new($"mask unit {unit}×{unit}", [.. points.OrderBy(point => point.Ratio).Select(point => (point.Ratio, point.Value.Mean))])
        {
            Intervals = [.. points.OrderBy(point => point.Ratio).Select(point => (point.Value.Low, point.Value.High))],
            IntervalStyle = IntervalStyle.ErrorBars,
        };

    private static IEnumerable<double> Ratios(IReadOnlyList<LevelsPoint> points) => points.Select(point => point.Ratio).Distinct().Order();

    private static AxisTick[] Ticks(IReadOnlyList<LevelsPoint> points) =>
        [.. Ratios(points).Select(ratio => new AxisTick(ratio, ratio.ToString(CultureInfo.InvariantCulture)))];

    private static HeatMap LatentMap(LevelsReport report)
    {
        var columns = report.Models.GroupBy(model => (model.Unit, model.Ratio)).OrderBy(group => group.Key).ToArray();
        IReadOnlyList<(string Name, int Level, double Score)>[] scores = [Grouped(report.UntrainedModels), .. columns.Select(Grouped)];
        (string Name, int Level, double Score)[] rows = [.. scores[0].OrderBy(row => row.Level)];       // from the bottom
        return new HeatMap
        {
            Title = "Every latent, read off frozen features",
            XLabel = "Mask ratio / side of the mask unit in tokens",
            YLabel = "",
            ScaleLabel = "R², or accuracy above chance",
            ValueFormat = "0.00",
            ScaleMinimum = 0,
            ScaleMaximum = 1,
            Columns =
            [
                "untrained",
                .. columns.Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key.Ratio} / {group.Key.Unit}")),
            ],
            Rows = [.. rows.Select(row => row.Name)],
            Values =
            [
                .. rows.Select(IReadOnlyList<double> (row) =>
                    [.. scores.Select(column => column.First(item => item.Name == row.Name).Score)]),
            ],
        };
    }
}
