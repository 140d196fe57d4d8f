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

    /// <summary>Turns a stored box upright and drops its fourth channel.</summary>
    /// <param name="rgba">Rows of RGBA; the box starts at <paramref name="offset"/>.</param>
    /// <param name="offset">The byte of the stored box's first pixel.</param>
    /// <param name="stride">Bytes from row to row of <paramref name="rgba"/>.</param>
    /// <param name="height">Rows of the upright box.</param>
    /// <param name="width">Columns of the upright box.</param>
    /// <param name="rgb">Receives the upright box as packed RGB.</param>
    public void CopyUpright(ReadOnlySpan<byte> rgba, int offset, int stride, int height, int width, Span<byte> rgb)
    {
        if (this == default)
        {
            for (int y = 0; y < height; y++)
                DropAlpha(rgba.Slice(offset + y * stride, width * 4), rgb.Slice(y * width * 3, width * 3));
            return;
        }
        int storedRight = FromRight ? -4 : 4;
        int storedDown = FromBottom ? -stride : stride;
        (int stepX, int stepY) = IsTransposed ? (storedDown, storedRight) : (storedRight, storedDown);
        (int storedHeight, int storedWidth) = IsTransposed ? (width, height) : (height, width);
        int start = offset + (FromRight ? (storedWidth - 1) * 4 : 0) + (FromBottom ? (storedHeight - 1) * stride : 0);
        int to = 0;
        for (int y = 0; y < height; y++)
        {
            int from = start + y * stepY;
            for (int x = 0; x < width; x++, from += stepX, to += 3)
                rgba.Slice(from, 3).CopyTo(rgb.Slice(to, 3));
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
