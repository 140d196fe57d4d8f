using OxyPlot;
using OxyPlot.Axes;

namespace MaeUnderstand.Reporting;

/// <summary>Turns a heat map into OxyPlot's model: cells at whole numbers, and the scale of the colours.</summary>
internal static class HeatMapModel
{
    private const int Shades = 128;
    private const double ScaleWidth = 14, ScaleDistance = 10;

    internal static PlotModel Create(HeatMap map)
    {
        RequireLattice(map);
        AxisRange scale = ScaleOf(map);
        PlotModel model = PlotStyle.Empty(map.Title);
        model.PlotAreaBorderThickness = new OxyThickness(0);
        model.Axes.Add(Labelled(map.Columns, AxisPosition.Bottom, map.XLabel));
        model.Axes.Add(Labelled(map.Rows, AxisPosition.Left, map.YLabel));
        LinearColorAxis colors = PlotStyle.Styled(new LinearColorAxis(), AxisPosition.Right, map.ScaleLabel, scale);
        // Perceptually even, and in order of brightness for the colour-blind and in grey: Smith and van der Walt's viridis.
        colors.Palette = OxyPalettes.Viridis(Shades);
        colors.MajorGridlineStyle = LineStyle.None;
        colors.AxisDistance = ScaleDistance;
        colors.MajorTickSize = ScaleWidth;                        // OxyPlot draws the colours as wide as the ticks are long
        model.Axes.Add(colors);
        model.Series.Add(new HeatMapCells(map.Values, colors, map.ValueFormat));
        return model;
    }

    private static void RequireLattice(HeatMap map)
    {
        if (map.Columns.Count == 0 || map.Rows.Count == 0)
            throw new ArgumentException($"A heat map needs a cell, but has {map.Columns.Count} columns and {map.Rows.Count} rows.");
        if (map.Values.Count != map.Rows.Count)
            throw new ArgumentException($"The heat map has {map.Rows.Count} rows, but values of {map.Values.Count}.");
        for (int row = 0; row < map.Rows.Count; row++)
        {
            if (map.Values[row].Count != map.Columns.Count)
            {
                throw new ArgumentException(
                    $"The heat map has {map.Columns.Count} columns, but {map.Values[row].Count} values in the row '{map.Rows[row]}'.");
            }
        }
    }

    private static FixedTickAxis Labelled(IReadOnlyList<string> labels, AxisPosition position, string title)
    {
        AxisTick[] ticks = [.. labels.Select((label, place) => new AxisTick(place, label))];
        FixedTickAxis axis = PlotStyle.Styled(new FixedTickAxis(ticks), position, title, new AxisRange(-0.5, labels.Count - 0.5));
        axis.MajorGridlineStyle = LineStyle.None;
        return axis;
    }

    /// <summary>What the colours span: without a margin, unless there is one value only.</summary>
    private static AxisRange ScaleOf(HeatMap map)
    {
        double[] values = [.. map.Values.SelectMany(row => row).Where(AxisRange.CanShow)];
        double low = map.ScaleMinimum ?? values.DefaultIfEmpty(0).Min();
        double high = map.ScaleMaximum ?? values.DefaultIfEmpty(1).Max();
        return high - low > 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)) ? new AxisRange(low, high) : AxisRange.Of([low]);
    }
}
