using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace MaeUnderstand.Reporting;

/// <summary>Turns a plot into OxyPlot's model: colours, markers, sizes of text, limits and the place of the legend.</summary>
internal static class PlotStyle
{
    private const double Size = 12, TitleSize = 14;

    private static readonly OxyColor Ink = OxyColor.FromRgb(0x26, 0x26, 0x26), Grid = OxyColor.FromRgb(0xE4, 0xE4, 0xE4);

    // Okabe and Ito's colours, which the colour-blind tell apart, without yellow and black; markers tell series apart without any colour.
    private static readonly OxyColor[] Colors =
    [
        OxyColor.FromRgb(0x00, 0x72, 0xB2), OxyColor.FromRgb(0xD5, 0x5E, 0x00), OxyColor.FromRgb(0x00, 0x9E, 0x73),
        OxyColor.FromRgb(0xCC, 0x79, 0xA7), OxyColor.FromRgb(0xE6, 0x9F, 0x00), OxyColor.FromRgb(0x56, 0xB4, 0xE9),
    ];

    private static readonly MarkerType[] Markers = [MarkerType.Circle, MarkerType.Square, MarkerType.Triangle, MarkerType.Diamond];

    internal static PlotModel ModelOf(LinePlot plot, bool withLegend)
    {
        (double X, double Y)[] shown = [.. plot.Series.SelectMany(series => series.Points).Where(CanShow)];
        AxisRange x = AxisRange.Of(
            [.. shown.Select(point => point.X), .. plot.XTicks.Select(tick => tick.Position).Where(AxisRange.CanShow)]);
        AxisRange y = AxisRange.Of([.. shown.Select(point => point.Y)]);
        var model = new PlotModel
        {
            Title = plot.Title,
            TitleFontSize = TitleSize,
            TitleFontWeight = FontWeights.Normal,
            TitlePadding = 4,
            DefaultFont = Fonts.SvgFamilies,
            DefaultFontSize = Size,
            TextColor = Ink,
            PlotAreaBorderColor = Ink,
            PlotAreaBorderThickness = new OxyThickness(1, 0, 0, 1),
            Padding = new OxyThickness(6, 6, 14, 6),
            Culture = CultureInfo.InvariantCulture,
        };
        LinearAxis horizontal = plot.XTicks.Count > 0 ? new FixedTickAxis(plot.XTicks) : new LinearAxis();
        model.Axes.Add(Styled(horizontal, AxisPosition.Bottom, plot.XLabel, x));
        model.Axes.Add(Styled(new LinearAxis(), AxisPosition.Left, plot.YLabel, y));
        for (int i = 0; i < plot.Series.Count; i++)
            model.Series.Add(LineOf(plot.Series[i], Colors[i % Colors.Length], Markers[i % Markers.Length]));
        if (withLegend && plot.Series.Count > 1)
            model.Legends.Add(LegendAt(EmptiestCorner(plot, x, y)));
        return model;
    }

    private static LinearAxis Styled(LinearAxis axis, AxisPosition position, string title, AxisRange range)
    {
        axis.Position = position;
        axis.Title = title;
        axis.TitleFontSize = Size + 1;
        axis.AxisTitleDistance = 6;
        (axis.Minimum, axis.Maximum) = (range.Minimum, range.Maximum);
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = Grid;
        axis.MajorGridlineThickness = 1;
        axis.TickStyle = TickStyle.Outside;
        axis.MajorTickSize = 4;
        axis.MinorTickSize = 0;
        axis.TicklineColor = Ink;
        axis.IntervalLength = position == AxisPosition.Left ? 36 : 64;
        return axis;
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

    private static Legend LegendAt(LegendPosition position) => new()
    {
        LegendPlacement = LegendPlacement.Inside,
        LegendPosition = position,
        LegendBackground = OxyColor.FromAColor(0xE0, OxyColors.White),
        LegendBorder = Grid,
        LegendBorderThickness = 1,
        LegendFontSize = Size,
        LegendMargin = 6,
        LegendPadding = 5,
        LegendLineSpacing = 2,
        LegendSymbolLength = 22,
    };

    /// <summary>The corner whose nearest piece of a line is farthest away.</summary>
    private static LegendPosition EmptiestCorner(LinePlot plot, AxisRange x, AxisRange y)
    {
        (LegendPosition Position, double X, double Y)[] corners =
        [
            (LegendPosition.RightTop, 1, 1), (LegendPosition.LeftTop, 0, 1),
            (LegendPosition.RightBottom, 1, 0), (LegendPosition.LeftBottom, 0, 0),
        ];
        (double X, double Y)[] line = [.. plot.Series.SelectMany(Sampled).Select(point => (x.Share(point.X), y.Share(point.Y)))];
        return corners.MaxBy(corner => line
            .Select(point => double.Hypot(point.X - corner.X, point.Y - corner.Y)).DefaultIfEmpty(0).Min()).Position;
    }

    private static IEnumerable<(double X, double Y)> Sampled(PlotSeries series)
    {
        const int Pieces = 16;
        (double X, double Y)[] points = [.. series.Points.Where(CanShow)];
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
