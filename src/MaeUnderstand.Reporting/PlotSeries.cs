namespace MaeUnderstand.Reporting;

/// <summary>A line of a <see cref="LinePlot"/>.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Points">In drawing order. A point that is not finite is left out and leaves a gap in the line.</param>
public sealed record PlotSeries(string Name, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>The interval of y at each point, such as of confidence; empty (the default): none. One that is not
    /// finite is left out.</summary>
    public IReadOnlyList<(double Low, double High)> Intervals { get; init; } = [];

    /// <summary>How <see cref="Intervals"/> are drawn.</summary>
    public IntervalStyle IntervalStyle { get; init; }
}
