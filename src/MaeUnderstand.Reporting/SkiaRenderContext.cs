using OxyPlot;
using SkiaSharp;

namespace MaeUnderstand.Reporting;

/// <summary>Draws OxyPlot's lines, polygons and texts on a Skia canvas, which is borrowed.</summary>
internal sealed class SkiaRenderContext(SKCanvas canvas) : ClippingRenderContext
{
    /// <inheritdoc/>
    public override void DrawLine(
        IList<ScreenPoint> points, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[] dashArray,
        LineJoin lineJoin)
    {
        if (points.Count < 2 || !stroke.IsVisible() || thickness <= 0)
            return;
        using SKPath path = PathOf(IsAxisAligned(points) ? [.. points.Select(Sharp)] : points, closed: false);
        Stroke(path, stroke, thickness, dashArray, lineJoin);
    }

    /// <inheritdoc/>
    public override void DrawPolygon(
        IList<ScreenPoint> points, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode,
        double[] dashArray, LineJoin lineJoin)
    {
        if (points.Count < 2)
            return;
        using SKPath path = PathOf(points, closed: true);
        if (fill.IsVisible())
        {
            using var paint = new SKPaint { Color = ColorOf(fill), Style = SKPaintStyle.Fill, IsAntialias = true };
            canvas.DrawPath(path, paint);
        }
        if (stroke.IsVisible() && thickness > 0)
            Stroke(path, stroke, thickness, dashArray, lineJoin);
    }

    /// <summary>As <see cref="RenderContextBase.DrawRectangle"/>; sharp ones that touch leave no seam.</summary>
    public override void DrawRectangle(
        OxyRect rectangle, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode)
    {
        if (!fill.IsVisible() || edgeRenderingMode != EdgeRenderingMode.PreferSharpness)
        {
            base.DrawRectangle(rectangle, fill, stroke, thickness, edgeRenderingMode);
            return;
        }
        var area = new SKRect((float)rectangle.Left, (float)rectangle.Top, (float)rectangle.Right, (float)rectangle.Bottom);
        using var paint = new SKPaint { Color = ColorOf(fill), Style = SKPaintStyle.Fill, IsAntialias = false };
        canvas.DrawRect(area, paint);
        if (stroke.IsVisible() && thickness > 0)
            base.DrawRectangle(rectangle, OxyColors.Undefined, stroke, thickness, edgeRenderingMode);
    }

    /// <inheritdoc/>
    public override void DrawText(
        ScreenPoint p, string text, OxyColor fill, string fontFamily, double fontSize, double fontWeight, double rotation,
        HorizontalAlignment horizontalAlignment, VerticalAlignment verticalAlignment, OxySize? maxSize)
    {
        if (Fonts.Typeface is null || string.IsNullOrEmpty(text) || !fill.IsVisible())
            return;
        using SKFont font = PlotText.Font(Fonts.Typeface, fontSize);
        using var paint = new SKPaint { Color = ColorOf(fill), IsAntialias = true };
        float baseline = verticalAlignment switch
        {
            VerticalAlignment.Top => -font.Metrics.Ascent,
            VerticalAlignment.Middle => -(font.Metrics.Ascent + font.Metrics.Descent) / 2,
            _ => -font.Metrics.Descent,
        };
        SKTextAlign align = horizontalAlignment switch
        {
            HorizontalAlignment.Left => SKTextAlign.Left,
            HorizontalAlignment.Center => SKTextAlign.Center,
            _ => SKTextAlign.Right,
        };
        canvas.Save();
        canvas.Translate((float)p.X, (float)p.Y);
        canvas.RotateDegrees((float)rotation);
        canvas.DrawText(text, 0, baseline, align, font, paint);
        canvas.Restore();
    }

    /// <inheritdoc/>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
        PlotText.Measure(text, fontSize);

    /// <inheritdoc/>
    protected override void SetClip(OxyRect clippingRectangle)
    {
        canvas.Save();
        canvas.ClipRect(new SKRect(
            (float)clippingRectangle.Left, (float)clippingRectangle.Top, (float)clippingRectangle.Right, (float)clippingRectangle.Bottom));
    }

    /// <inheritdoc/>
    protected override void ResetClip() => canvas.Restore();

    private void Stroke(SKPath path, OxyColor color, double thickness, double[]? dashArray, LineJoin lineJoin)
    {
        using SKPathEffect? dashes =
            dashArray is null ? null : SKPathEffect.CreateDash([.. dashArray.Select(length => (float)(length * thickness))], 0);
        using var paint = new SKPaint
        {
            Color = ColorOf(color),
            Style = SKPaintStyle.Stroke,
            StrokeWidth = (float)thickness,
            StrokeJoin = lineJoin switch
            {
                LineJoin.Miter => SKStrokeJoin.Miter,
                LineJoin.Round => SKStrokeJoin.Round,
                _ => SKStrokeJoin.Bevel,
            },
            PathEffect = dashes,
            IsAntialias = true,
        };
        canvas.DrawPath(path, paint);
    }

    // Grid and axes: a line of one pixel between two rows would be two grey ones.
    private static bool IsAxisAligned(IList<ScreenPoint> points) =>
        points.Count == 2 && (points[0].X == points[1].X || points[0].Y == points[1].Y);

    private ScreenPoint Sharp(ScreenPoint point)
    {
        float scale = canvas.TotalMatrix.ScaleX;
        return new((Math.Floor(point.X * scale) + 0.5) / scale, (Math.Floor(point.Y * scale) + 0.5) / scale);
    }

    private static SKPath PathOf(IList<ScreenPoint> points, bool closed)
    {
        using var builder = new SKPathBuilder();
        builder.MoveTo((float)points[0].X, (float)points[0].Y);
        foreach (ScreenPoint point in points.Skip(1))
            builder.LineTo((float)point.X, (float)point.Y);
        if (closed)
            builder.Close();
        return builder.Detach();
    }

    private static SKColor ColorOf(OxyColor color) => new(color.R, color.G, color.B, color.A);
}
