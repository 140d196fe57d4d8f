namespace MaeUnderstand.Reporting.Tests;

/// <summary>Plots with the labels of the paper's Figure 5 and made-up values.</summary>
internal static class Samples
{
    private static readonly double[] Ratios = [0.1, 0.25, 0.5, 0.75, 0.9], Patches = [8, 16, 32];

    internal static LinePlot Psnr { get; } = Ratio("PSNR (dB)", [27.1, 25.3, 22.6, 19.8, 16.2], [26.4, 24.9, 21.5, 18.1, 15.7]);

    internal static PlotGrid FigureFive { get; } = new(
    [
        Ratio("SSIM", [0.91, 0.87, 0.79, 0.62, 0.44], [0.89, 0.86, 0.76, 0.58, 0.41]),
        Ratio("FSIM", [0.95, 0.93, 0.88, 0.80, 0.71], [0.94, 0.92, 0.86, 0.78, 0.69]),
        Psnr,
        Ratio("−MSE", [-0.0021, -0.0034, -0.0058, -0.0112, -0.0251], [-0.0023, -0.0037, -0.0071, -0.0153, -0.0287]),
        Patch("SSIM", [0.55, 0.62, 0.49]), Patch("FSIM", [0.74, 0.8, 0.72]), Patch("PSNR (dB)", [18.3, 19.8, 17.1]),
        Patch("−MSE", [-0.0142, -0.0112, -0.0196]),
    ], columns: 4);

    internal static HeatMap Level { get; } = new()
    {
        Title = "mean level of c",
        XLabel = "mask ratio",
        YLabel = "unit side",
        ScaleLabel = "level",
        ValueFormat = "0.00",
        Columns = [.. Ratios.Select(ratio => FormattableString.Invariant($"{ratio}"))],
        Rows = ["1", "2", "4"],
        Values = [[1.02, 1.14, 1.31, 1.22, 1.08], [1.21, 1.65, 2.05, 1.84, 1.32], [1.43, 2.11, double.NaN, 2.75, 2.38]],
    };

    internal static LinePlot Banded { get; } = new()
    {
        Title = "level with 95 % intervals",
        XLabel = "mask ratio",
        YLabel = "level",
        Series =
        [
            Series("unit 1", Ratios, [1.02, 1.14, 1.31, 1.22, 1.08]) with
            {
                Intervals = [(1, 1.05), (1.1, 1.2), (1.2, 1.45), (1.1, 1.3), (1, 1.15)],
            },
            Series("unit 2", Ratios, [1.21, 1.65, 2.05, 1.84, 1.32]) with
            {
                Intervals = [(1.1, 1.3), (1.4, 1.9), (1.7, 2.3), (1.6, 2.1), (1.2, 1.45)],
            },
            Series("measured", Ratios, [1.7, 2.4, 2.6, 2.3, 1.9]) with
            {
                Intervals = [(1.6, 1.8), (2.2, 2.6), (2.3, 2.9), (2.1, 2.6), (1.6, 2.2)],
                IntervalStyle = IntervalStyle.ErrorBars,
            },
        ],
    };

    private static LinePlot Ratio(string measure, double[] first, double[] second) => new()
    {
        Title = $"{measure.Split(' ')[0]} over mask ratio",
        XLabel = "mask ratio",
        YLabel = measure,
        XTicks = [.. Ratios.Select(ratio => new AxisTick(ratio, FormattableString.Invariant($"{ratio}")))],
        Series = [Series("ViT-B/8", Ratios, first), Series("ViT-S/8", Ratios, second)],
    };

    private static LinePlot Patch(string measure, double[] values) => new()
    {
        XLabel = "mask patch size (pixels)",
        YLabel = measure,
        XTicks = [.. Patches.Select(side => new AxisTick(side, FormattableString.Invariant($"{side}")))],
        Series = [Series("ViT-B/8", Patches, values)],
    };

    private static PlotSeries Series(string name, double[] x, double[] y) => new(name, [.. x.Zip(y)]);
}
