using SkiaSharp;

namespace MaeUnderstand.Reporting.Tests;

[Trait("Kind", "Unit")]
public sealed class IntervalTests
{
    // The first series' blue, alone and at 0x38/255 over white.
    private static readonly SKColor Line = new(0x00, 0x72, 0xB2), Band = new(0xC7, 0xE0, 0xEE);

    [Fact]
    public void WritePng_Band_IsTranslucentBetweenLowAndHigh()
    {
        Assert.True(Count(Plot(IntervalStyle.Band), Band) > 3000);
        Assert.InRange(Count(Plot(IntervalStyle.ErrorBars), Band), 0, 100);            // smoothed edges
        Assert.InRange(Count(Plot(IntervalStyle.Band) with { Series = [new("one", [(0, 1), (1, 2), (2, 1.5)])] }, Band), 0, 100);
    }

    [Fact]
    public void WritePng_ErrorBars_AddInkOfTheLine()
    {
        LinePlot plot = Plot(IntervalStyle.ErrorBars);
        LinePlot capsOnly = plot with { Series = [plot.Series[0] with { Intervals = [(0.5, 0.5), (3, 3), (2, 2)] }] };
        Assert.True(Near(plot) > Near(capsOnly) + 150);

        static int Near(LinePlot plot) => Count(plot, Line, tolerance: 60);
    }

    [Fact]
    public void WritePng_IntervalNotFinite_LeavesAGapInTheBand()
    {
        LinePlot plot = Plot(IntervalStyle.Band);
        PlotSeries series = plot.Series[0];
        int whole = Count(plot, Band);
        int broken = Count(plot with { Series = [series with { Intervals = [(0.5, 1.4), (double.NaN, 3), (1.2, 2)] }] }, Band);
        Assert.True(broken < whole / 10, $"{broken} of {whole}");                   // two lone intervals are bars
    }

    [Fact]
    public void Write_IntervalFarFromItsPoint_IsInsideTheAxes()
    {
        using var folder = new TemporaryFolder();
        LinePlot plot = Plot(IntervalStyle.ErrorBars);
        (plot with { Series = [plot.Series[0] with { Intervals = [(1, 40), (2, 2), (1, 2)] }] }).WriteSvg(folder["plot.svg"], 480, 360);
        Assert.Contains(">40</text>", File.ReadAllText(folder["plot.svg"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OtherNumberOfIntervals_NamesTheCounts()
    {
        using var folder = new TemporaryFolder();
        LinePlot plot = Plot(IntervalStyle.Band);
        plot = plot with { Series = [plot.Series[0] with { Intervals = [(1, 2)] }] };
        var fault = Assert.Throws<ArgumentException>(() => plot.WriteSvg(folder["plot.svg"], 480, 360));
        Assert.Equal("The series 'one' has 3 points, but 1 intervals.", fault.Message);
    }

    private static LinePlot Plot(IntervalStyle style) => new()
    {
        XLabel = "x",
        YLabel = "y",
        Series =
        [
            new("one", [(0, 1), (1, 2), (2, 1.5)]) { Intervals = [(0.5, 1.4), (1.5, 3), (1.2, 2)], IntervalStyle = style },
        ],
    };

    private static int Count(LinePlot plot, SKColor color, int tolerance = 3)
    {
        using var folder = new TemporaryFolder();
        plot.WritePng(folder["plot.png"], 480, 360);
        using SKBitmap bitmap = SKBitmap.Decode(folder["plot.png"]);
        return bitmap.Pixels.Count(pixel => Math.Abs(pixel.Red - color.Red) <= tolerance
            && Math.Abs(pixel.Green - color.Green) <= tolerance && Math.Abs(pixel.Blue - color.Blue) <= tolerance);
    }
}
