namespace MaeUnderstand.Reporting;

/// <summary>How the intervals of a <see cref="PlotSeries"/> are drawn.</summary>
public enum IntervalStyle
{
    /// <summary>A translucent band of the line's colour; for points that stand for a curve.</summary>
    Band,

    /// <summary>A bar with caps at every point; for points that stand alone.</summary>
    ErrorBars,
}
