using System.Runtime.Intrinsics;
using SkiaSharp;

namespace MaeUnderstand.Data;

/// <summary>
/// How an upright image lies in its file (EXIF tag 0x0112): the upright pixel (x, y) is the stored pixel (x, y) or, transposed,
/// (y, x), counted from the right where <see cref="FromRight"/> and from the bottom where <see cref="FromBottom"/>.
/// </summary>
internal readonly record struct Orientation(bool IsTransposed, bool FromRight, bool FromBottom)
{
    public static Orientation Of(SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.TopRight => new(false, true, false),
        SKEncodedOrigin.BottomRight => new(false, true, true),
        SKEncodedOrigin.BottomLeft => new(false, false, true),
        SKEncodedOrigin.LeftTop => new(true, false, false),
        SKEncodedOrigin.RightTop => new(true, false, true),
        SKEncodedOrigin.RightBottom => new(true, true, true),
        SKEncodedOrigin.LeftBottom => new(true, true, false),
        _ => default,
    };

    /// <summary>The stored pixels that an upright box shows.</summary>
    public PixelBox StoredBox(PixelBox box, int storedHeight, int storedWidth)
    {
        PixelBox stored = IsTransposed ? new(box.Left, box.Top, box.Width, box.Height) : box;
        int top = FromBottom ? storedHeight - stored.Top - stored.Height : stored.Top;
        int left = FromRight ? storedWidth - stored.Left - stored.Width : stored.Left;
        return stored with { Top = top, Left = left };
    }

    /// <summary>Turns a stored box upright and drops a fourth channel.</summary>
    /// <param name="stored">The stored box.</param>
    /// <param name="rgb">Receives the upright box as packed RGB.</param>
    public void CopyUpright(in DecodedPixels stored, Span<byte> rgb)
    {
        if (this == default)
        {
            for (int y = 0; y < stored.Height; y++)
            {
                Span<byte> to = rgb.Slice(y * stored.Width * 3, stored.Width * 3);
                if (stored.PixelBytes == 3)
                    stored.Row(y).CopyTo(to);
                else
                    DropAlpha(stored.Row(y), to);
            }
            return;
        }
        (int height, int width) = IsTransposed ? (stored.Width, stored.Height) : (stored.Height, stored.Width);
        for (int y = 0; y < stored.Height; y++)
        {
            ReadOnlySpan<byte> row = stored.Row(y);
            int down = FromBottom ? stored.Height - 1 - y : y;
            int first = FromRight ? stored.Width - 1 : 0;
            (int to, int step) = IsTransposed ? (first * width + down, width) : (down * width + first, 1);
            (to, step) = (to * 3, (FromRight ? -step : step) * 3);
            for (int from = 0; from < row.Length; from += stored.PixelBytes, to += step)
                row.Slice(from, 3).CopyTo(rgb[to..]);
        }
    }

    private static void DropAlpha(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        Vector128<byte> colours = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);
        int from = 0;
        int to = 0;
        for (; to + 16 <= rgb.Length; from += 16, to += 12)              // the four bytes too many are overwritten next
            Vector128.Shuffle(Vector128.Create(rgba.Slice(from, 16)), colours).CopyTo(rgb[to..]);
        for (; to < rgb.Length; from += 4, to += 3)
            rgba.Slice(from, 3).CopyTo(rgb.Slice(to, 3));
    }
}
