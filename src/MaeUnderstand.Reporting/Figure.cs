using OxyPlot;
using SkiaSharp;

namespace MaeUnderstand.Reporting;

/// <summary>Draws into image files: a lattice of panels, or anything else.</summary>
internal static class Figure
{
    private const double PanelGap = 14;

    internal static void WritePng(string path, IReadOnlyList<PlotPanel> panels, int columns, int width, int height, double scale) =>
        WritePng(path, width, height, scale, context => Draw(context, panels, columns, width / scale, height / scale));

    internal static void WriteSvg(string path, IReadOnlyList<PlotPanel> panels, int columns, int width, int height) =>
        WriteSvg(path, width, height, context => Draw(context, panels, columns, width, height));

    internal static void WritePng(string path, int width, int height, double scale, Action<IRenderContext> draw)
    {
        CheckSize(width, height);
        if (!(scale > 0 && double.IsFinite(scale)))
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "A scale must be finite and above 0.");
        using SKSurface surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul))
            ?? throw new ArgumentOutOfRangeException(nameof(width), $"An image of {width} x {height} pixels is too large.");
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale((float)scale);
        draw(new SkiaRenderContext(surface.Canvas));
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        AtomicFile.Write(path, data.AsSpan());
    }

    internal static void WriteSvg(string path, int width, int height, Action<IRenderContext> draw)
    {
        CheckSize(width, height);
        using var stream = new MemoryStream();
        // Texts are placed by their baselines: many readers of SVG ignore dominant-baseline.
        using (var context = new SvgRenderContext(
            stream, width, height, isDocument: true, new SvgTextMeasurer(), OxyColors.White, useVerticalTextAlignmentWorkaround: true))
        {
            draw(context);
            context.Complete();
            context.Flush();
        }
        AtomicFile.Write(path, stream.ToArray());
    }

    private static void Draw(IRenderContext context, IReadOnlyList<PlotPanel> panels, int columns, double width, double height)
    {
        int rows = (panels.Count + columns - 1) / columns;
        double panelWidth = (width - ((columns - 1) * PanelGap)) / columns;
        double panelHeight = (height - ((rows - 1) * PanelGap)) / rows;
        for (int i = 0; i < panels.Count; i++)
        {
            bool repeatsLegend = panels.Take(i).Any(earlier => earlier.LegendNames.SequenceEqual(panels[i].LegendNames));
            IPlotModel model = panels[i].ToModel(withLegend: !repeatsLegend);
            model.Update(updateData: true);
            model.Render(context, new OxyRect(
                i % columns * (panelWidth + PanelGap), i / columns * (panelHeight + PanelGap), panelWidth, panelHeight));
        }
    }

    private static void CheckSize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
    }
}
