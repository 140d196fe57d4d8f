using SkiaSharp;

namespace MaeUnderstand.Data;

/// <summary>Texts above the columns of an <see cref="ImageGrid"/>.</summary>
internal static class GridHeadings
{
    private const int LineHeight = 18;
    private const float TextSize = 12;

    /// <summary>Rows that headings take; 0 where the system has no font to draw them with.</summary>
    public static int Height
    {
        get
        {
            using SKTypeface? typeface = FindTypeface();
            return typeface is null ? 0 : LineHeight;
        }
    }

    /// <summary>Draws each text centred over its column, in black; narrower where it would not fit.</summary>
    public static void Draw(RgbImage canvas, IReadOnlyList<string> headings, int gap, int width)
    {
        using SKTypeface? typeface = FindTypeface();
        if (typeface is null)
            return;
        var info = new SKImageInfo(canvas.Width, LineHeight, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var line = new SKBitmap(info);
        using (var drawing = new SKCanvas(line))
        using (var paint = new SKPaint { Color = SKColors.Black, IsAntialias = true })
        {
            drawing.Clear(SKColors.White);
            for (int column = 0; column < headings.Count; column++)
            {
                using var font = new SKFont(typeface, TextSize);
                float length = font.MeasureText(headings[column]);
                font.ScaleX = Math.Min(1, width / Math.Max(length, 1));
                float middle = gap + column * (width + gap) + width / 2f;
                drawing.DrawText(headings[column], middle, LineHeight - 5, SKTextAlign.Center, font, paint);
            }
        }
        ReadOnlySpan<byte> rgba = line.GetPixelSpan();
        for (int i = 0; i < canvas.Width * LineHeight; i++)
            rgba.Slice(4 * i, 3).CopyTo(canvas.Pixels[(3 * i)..]);
    }

    private static SKTypeface? FindTypeface()
    {
        SKTypeface typeface = SKTypeface.CreateDefault();
        if (typeface.GlyphCount > 0)
            return typeface;
        typeface.Dispose();
        return null;
    }
}
