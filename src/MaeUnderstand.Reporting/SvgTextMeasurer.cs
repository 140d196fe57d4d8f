using OxyPlot;

namespace MaeUnderstand.Reporting;

/// <summary>Tells OxyPlot's SVG writer how large texts are; draws nothing.</summary>
internal sealed class SvgTextMeasurer : ClippingRenderContext
{
    /// <inheritdoc/>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
        PlotText.Measure(text, fontSize);

    /// <inheritdoc/>
    public override void DrawLine(
        IList<ScreenPoint> points, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[] dashArray,
        LineJoin lineJoin)
    {
    }

    /// <inheritdoc/>
    public override void DrawPolygon(
        IList<ScreenPoint> points, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode,
        double[] dashArray, LineJoin lineJoin)
    {
    }

    /// <inheritdoc/>
    public override void DrawText(
        ScreenPoint p, string text, OxyColor fill, string fontFamily, double fontSize, double fontWeight, double rotation,
        HorizontalAlignment horizontalAlignment, VerticalAlignment verticalAlignment, OxySize? maxSize)
    {
    }

    /// <inheritdoc/>
    protected override void SetClip(OxyRect clippingRectangle)
    {
    }

    /// <inheritdoc/>
    protected override void ResetClip()
    {
    }
}
