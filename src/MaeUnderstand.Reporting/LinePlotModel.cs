using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace MaeUnderstand.Reporting;

/// <summary>Turns lines into OxyPlot's model: their intervals below them, the limits, and the place of the legend.</summary>
internal static class LinePlotModel
{
    private const byte BandAlpha = 0x38;
    private const double CapHalfWidth = 3.5;
    private const double LegendWidthShare = 0.25, LegendRowShare = 0.06;         // of the axes, roughly, in panels of the usual sizes

    // Two points: a stroke across the bar's end.
    private static readonly ScreenPoint[] Cap = [new(-1, 0), new(1, 0)];

    internal static PlotModel Create(LinePlot plot, bool withLegend)
    {
        foreach (PlotSeries series in plot.Series.Where(series => series.Intervals.Count > 0 && series.Intervals.Count != series.Points.Count))
        {
            throw new ArgumentException(
                $"The series '{series.Name}' has {series.Points.Count} points, but {series.Intervals.Count} intervals.");
        }
        (double X, double Y)[] shown = [.. plot.Series.SelectMany(Outline).Where(CanShow)];
        AxisRange x = AxisRange.Of(
            [.. shown.Select(point => point.X), .. plot.XTicks.Select(tick => tick.Position).Where(AxisRange.CanShow)]);
        AxisRange y = AxisRange.Of([.. shown.Select(point => point.Y)]);
        PlotModel model = PlotStyle.Empty(plot.Title);
        LinearAxis horizontal = plot.XTicks.Count > 0 ? new FixedTickAxis(plot.XTicks) : new LinearAxis();
        model.Axes.Add(PlotStyle.Styled(horizontal, AxisPosition.Bottom, plot.XLabel, x));
        model.Axes.Add(PlotStyle.Styled(new LinearAxis(), AxisPosition.Left, plot.YLabel, y));
        for (int i = 0; i < plot.Series.Count; i++)                  // no line is hidden by another's interval
        {
            foreach (Series interval in IntervalsOf(plot.Series[i], PlotStyle.ColorOf(i)))
                model.Series.Add(interval);
        }
        for (int i = 0; i < plot.Series.Count; i++)
            model.Series.Add(LineOf(plot.Series[i], PlotStyle.ColorOf(i), PlotStyle.MarkerOf(i)));
        if (withLegend && plot.Series.Count > 1)
            model.Legends.Add(LegendAt(EmptiestCorner(plot, x, y)));
        return model;
    }

    private static LineSeries LineOf(PlotSeries series, OxyColor color, MarkerType marker)
    {
        var line = new LineSeries
        {
            Title = series.Name,
            Color = color,
            StrokeThickness = 1.8,
            LineJoin = LineJoin.Round,
            MarkerType = marker,
            MarkerSize = marker == MarkerType.Circle ? 3.8 : 4.2,
            MarkerFill = color,
            MarkerStroke = OxyColors.White,
            MarkerStrokeThickness = 0.8,
            MinimumSegmentLength = 0,
        };
        line.Points.AddRange(series.Points.Select(point => CanShow(point) ? new DataPoint(point.X, point.Y) : DataPoint.Undefined));
        return line;
    }

    /// <summary>A band for every stretch of two or more intervals; bars where they are asked for, and where a band would have no width.
    /// </summary>
    private static IEnumerable<Series> IntervalsOf(PlotSeries series, OxyColor color)
    {
        foreach ((double X, double Low, double High)[] stretch in Stretches(series))
        {
            if (series.IntervalStyle == IntervalStyle.ErrorBars || stretch.Length == 1)
                yield return BarsOf(stretch, color);
            else
                yield return BandOf(stretch, color);
        }
    }

    private static AreaSeries BandOf((double X, double Low, double High)[] stretch, OxyColor color)
    {
        var band = new AreaSeries
        {
            Fill = OxyColor.FromAColor(BandAlpha, color),
            StrokeThickness = 0,
            RenderInLegend = false,
            MinimumSegmentLength = 0,
        };
        band.Points.AddRange(stretch.Select(point => new DataPoint(point.X, point.Low)));
        band.Points2.AddRange(stretch.Select(point => new DataPoint(point.X, point.High)));
        return band;
    }

    private static LineSeries BarsOf((double X, double Low, double High)[] stretch, OxyColor color)
    {
        var bars = new LineSeries
        {
            Color = color,
            StrokeThickness = 1.2,
            MarkerType = MarkerType.Custom,
            MarkerOutline = Cap,
            MarkerSize = CapHalfWidth,
            MarkerStroke = color,
            MarkerStrokeThickness = 1.2,
            RenderInLegend = false,
            MinimumSegmentLength = 0,
        };
        foreach ((double x, double low, double high) in stretch)
            bars.Points.AddRange([new(x, low), new(x, high), DataPoint.Undefined]);
        return bars;
    }

    private static IEnumerable<(double X, double Low, double High)[]> Stretches(PlotSeries series)
    {
        var stretch = new List<(double X, double Low, double High)>();
        foreach (((double x, double y), (double low, double high)) in series.Points.Zip(series.Intervals))
        {
            if (CanShow((x, y)) && AxisRange.CanShow(low) && AxisRange.CanShow(high))
            {
                stretch.Add((x, low, high));
            }
            else if (stretch.Count > 0)
            {
                yield return [.. stretch];
                stretch.Clear();
            }
        }
        if (stretch.Count > 0)
            yield return [.. stretch];
    }

    private static Legend LegendAt(LegendPosition position) => new()
    {
        LegendPlacement = LegendPlacement.Inside,
        LegendPosition = position,
        LegendBackground = OxyColor.FromAColor(0xE0, OxyColors.White),
        LegendBorder = PlotStyle.Grid,
        LegendBorderThickness = 1,
        LegendFontSize = PlotStyle.Size,
        LegendMargin = 6,
        LegendPadding = 5,
        LegendLineSpacing = 2,
        LegendSymbolLength = 22,
    };

    /// <summary>The corner in which a legend covers the fewest pieces of lines and of intervals' ends; of such, the one whose nearest piece
    /// is farthest away.</summary>
    private static LegendPosition EmptiestCorner(LinePlot plot, AxisRange x, AxisRange y)
    {
        (LegendPosition Position, double X, double Y)[] corners =
        [
            (LegendPosition.RightTop, 1, 1), (LegendPosition.LeftTop, 0, 1),
            (LegendPosition.RightBottom, 1, 0), (LegendPosition.LeftBottom, 0, 0),
        ];
        (double X, double Y)[] line =
            [.. plot.Series.SelectMany(Lines).SelectMany(Sampled).Select(point => (x.Share(point.X), y.Share(point.Y)))];
        double height = LegendRowShare * (plot.Series.Count + 1);
        return corners.MaxBy(corner => (
            -line.Count(point => Math.Abs(point.X - corner.X) < LegendWidthShare && Math.Abs(point.Y - corner.Y) < height),
            line.Select(point => double.Hypot(point.X - corner.X, point.Y - corner.Y)).DefaultIfEmpty(0).Min())).Position;
    }

    /// <summary>A series' line, and the lines that its intervals' ends make.</summary>
    private static IEnumerable<(double X, double Y)>[] Lines(PlotSeries series) =>
    [
        series.Points,
        series.Points.Zip(series.Intervals, (point, interval) => (point.X, interval.Low)),
        series.Points.Zip(series.Intervals, (point, interval) => (point.X, interval.High)),
    ];

    private static IEnumerable<(double X, double Y)> Outline(PlotSeries series) => Lines(series).SelectMany(line => line);

    private static IEnumerable<(double X, double Y)> Sampled(IEnumerable<(double X, double Y)> line)
    {
        const int Pieces = 16;
        (double X, double Y)[] points = [.. line.Where(CanShow)];
        for (int i = 0; i + 1 < points.Length; i++)
        {
            for (int piece = 0; piece < Pieces; piece++)
            {
                double share = piece / (double)Pieces;
                yield return (double.Lerp(points[i].X, points[i + 1].X, share), double.Lerp(points[i].Y, points[i + 1].Y, share));
            }
        }
        if (points.Length > 0)
            yield return points[^1];
    }

    private static bool CanShow((double X, double Y) point) => AxisRange.CanShow(point.X) && AxisRange.CanShow(point.Y);
}
