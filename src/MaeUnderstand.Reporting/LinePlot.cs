using OxyPlot;

namespace MaeUnderstand.Reporting;

/// <summary>Lines with markers over two linear axes; more than one has a legend, in the emptiest corner.</summary>
public sealed record LinePlot : PlotPanel
{
    /// <summary>Where the x axis has ticks, and their labels; empty (the default): round numbers. Labels that would overlap the one
    /// before are left out.</summary>
    public IReadOnlyList<AxisTick> XTicks { get; init; } = [];

    /// <summary>The lines, in the order of the legend. Without any, or without a finite point, the axes are drawn alone.</summary>
    public IReadOnlyList<PlotSeries> Series { get; init; } = [];

    internal override IEnumerable<string> LegendNames => Series.Select(series => series.Name);

    internal override PlotModel ToModel(bool withLegend) => LinePlotModel.Create(this, withLegend);
}
