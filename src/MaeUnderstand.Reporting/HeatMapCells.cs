using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace MaeUnderstand.Reporting;

/// <summary>The cells of a heat map, each a unit square round its column's and row's number.</summary>
/// <param name="values">A list for each row, from bottom to top; a value that is not finite is missing.</param>
/// <param name="colors">Which colour stands for a value.</param>
/// <param name="format">The form of the values; empty: none are written.</param>
internal sealed class HeatMapCells(IReadOnlyList<IReadOnlyList<double>> values, LinearColorAxis colors, string format) : XYAxisSeries
{
    private const double TextMargin = 2, SmallestText = 7.5, HatchDistance = 6;

    private static readonly OxyColor Missing = OxyColor.FromRgb(0xEE, 0xEE, 0xEE), Hatch = OxyColor.FromRgb(0xA8, 0xA8, 0xA8);

    /// <inheritdoc/>
    public override void Render(IRenderContext rc)
    {
        double? fontSize = LegibleSize();
        for (int row = 0; row < values.Count; row++)
        {
            for (int column = 0; column < values[row].Count; column++)
                Draw(rc, Cell(column, row), values[row][column], fontSize);
        }
    }

    private void Draw(IRenderContext rc, OxyRect cell, double value, double? fontSize)
    {
        bool isMissing = !AxisRange.CanShow(value);
        OxyColor fill = isMissing ? Missing : ColorOf(value);
        // A stroke of the cell's own colour closes the seams that smoothed edges leave between neighbours.
        rc.DrawRectangle(cell, fill, fill, 0.5, EdgeRenderingMode.PreferSharpness);
        if (isMissing)
        {
            DrawHatch(rc, cell);
        }
        else if (fontSize is { } size)
        {
            rc.DrawText(cell.Center, Text(value), IsBright(fill) ? PlotStyle.Ink : OxyColors.White, Fonts.SvgFamilies, size,
                FontWeights.Normal, 0, HorizontalAlignment.Center, VerticalAlignment.Middle);
        }
    }

    /// <summary>Lines that rise to the right through the cell, cut at its edges.</summary>
    private static void DrawHatch(IRenderContext rc, OxyRect cell)
    {
        for (double offset = HatchDistance; offset < cell.Width + cell.Height; offset += HatchDistance)
        {
            double left = Math.Max(0, offset - cell.Height), right = Math.Min(offset, cell.Width);
            rc.DrawLine(
                [new(cell.Left + left, cell.Top + offset - left), new(cell.Left + right, cell.Top + offset - right)],
                Hatch, 0.8, EdgeRenderingMode.PreferGeometricAccuracy, null, LineJoin.Miter);
        }
    }

    /// <summary>The largest size at which every value fits its cell; none where that would not be legible.</summary>
    private double? LegibleSize()
    {
        string[] texts = format.Length == 0 ? [] : [.. values.SelectMany(row => row).Where(AxisRange.CanShow).Select(Text)];
        if (texts.Length == 0)
            return null;
        OxyRect cell = Cell(0, 0);
        double widest = texts.Max(text => PlotText.Measure(text, PlotStyle.Size).Width) / PlotStyle.Size;
        double height = PlotText.Measure(texts[0], PlotStyle.Size).Height / PlotStyle.Size;
        double size = Math.Min(
            PlotStyle.Size, Math.Min((cell.Width - 2 * TextMargin) / widest, (cell.Height - 2 * TextMargin) / height));
        return size >= SmallestText ? size : null;
    }

    private OxyRect Cell(int column, int row) =>
        new(this.Transform(column - 0.5, row + 0.5), this.Transform(column + 0.5, row - 0.5));

    private OxyColor ColorOf(double value) =>
        ((IColorAxis)colors).GetColor(((IColorAxis)colors).GetPaletteIndex(Math.Clamp(value, colors.Minimum, colors.Maximum)));

    private string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);

    // The weights of the eye's sensitivities (Rec. 601).
    private static bool IsBright(OxyColor color) => 0.299 * color.R + 0.587 * color.G + 0.114 * color.B > 128;
}
