using OxyPlot;
using OxyPlot.Axes;

namespace MaeUnderstand.Reporting;

/// <summary>A linear axis with ticks only where they are asked for, each with its own label unless that would overlap another.</summary>
internal sealed class FixedTickAxis(IReadOnlyList<AxisTick> ticks) : LinearAxis
{
    private const double LabelGap = 4;

    /// <inheritdoc/>
    public override void GetTickValues(
        out IList<double> majorLabelValues, out IList<double> majorTickValues, out IList<double> minorTickValues)
    {
        majorTickValues = [.. ticks.Select(tick => tick.Position)];
        majorLabelValues = [.. Legible().Select(tick => tick.Position)];
        minorTickValues = [];
    }

    /// <inheritdoc/>
    protected override string FormatValueOverride(double x) => ticks.MinBy(tick => Math.Abs(tick.Position - x))!.Label;

    /// <summary>The ticks whose labels have room: each is kept unless it would run into the last one kept.</summary>
    private IEnumerable<AxisTick> Legible()
    {
        double taken = double.NegativeInfinity;
        foreach (AxisTick tick in ticks.OrderBy(tick => tick.Position))
        {
            double middle = tick.Position * Math.Abs(Scale);
            OxySize size = PlotText.Measure(tick.Label, ActualFontSize);
            double half = (this.IsHorizontal() ? size.Width : size.Height) / 2;
            if (middle - half < taken)
                continue;
            taken = middle + half + LabelGap;
            yield return tick;
        }
    }
}
