using OxyPlot;
using SkiaSharp;

namespace MaeUnderstand.Reporting;

/// <summary>The sizes of text, the same ones for PNG and SVG.</summary>
internal static class PlotText
{
    /// <summary>The size of a line of text; estimated from the number of letters where no font is installed.</summary>
    internal static OxySize Measure(string? text, double fontSize)
    {
        if (string.IsNullOrEmpty(text))
            return OxySize.Empty;
        if (Fonts.Typeface is null)
            return new OxySize(0.6 * fontSize * text.Length, 1.17 * fontSize);
        using SKFont font = Font(Fonts.Typeface, fontSize);
        return new OxySize(font.MeasureText(text), font.Metrics.Descent - font.Metrics.Ascent);
    }

    /// <summary>The font at a size, without the rounding to pixels that would make text depend on the scale; the caller's.</summary>
    internal static SKFont Font(SKTypeface typeface, double fontSize) =>
        new(typeface, (float)fontSize)
        {
            Subpixel = true,
            LinearMetrics = true,
            Hinting = SKFontHinting.None,
            Edging = SKFontEdging.Antialias,
        };
}
