using OxyPlot.Axes;

namespace MaeUnderstand.Reporting;

/// <summary>A linear axis with ticks only where they are asked for, each with its own label.</summary>
internal sealed class FixedTickAxis(IReadOnlyList<AxisTick> ticks) : LinearAxis
{
    /// <inheritdoc/>
    public override void GetTickValues(
        out IList<double> majorLabelValues, out IList<double> majorTickValues, out IList<double> minorTickValues)
    {
        majorTickValues = [.. ticks.Select(tick => tick.Position)];
        majorLabelValues = majorTickValues;
        minorTickValues = [];
    }

    /// <inheritdoc/>
    protected override string FormatValueOverride(double x) => ticks.MinBy(tick => Math.Abs(tick.Position - x))!.Label;
}
