using SkiaSharp;

namespace MaeUnderstand.Data;

/// <summary>
/// How many pixels a file of a given length may claim. A frame is allocated before its data is decoded, so a forged header of a few
/// bytes would otherwise take a gigabyte. The bounds stand above what encoders make, so that no honest image meets them.
/// </summary>
internal static class PixelLimit
{
    /// <summary>Larger images are refused whatever their length.</summary>
    public const long MostPixels = 300_000_000;

    /// <summary>What a file of any length may claim, 4096×4096: an encoder may put a flat image into very few bytes.</summary>
    public const long AlwaysAllowed = 1L << 24;

    /// <summary>What is wrong with an image's size, the rest of a sentence; <see langword="null"/> if nothing.</summary>
    /// <param name="format">The file's format.</param>
    /// <param name="width">Columns that the header claims.</param>
    /// <param name="height">Rows that the header claims.</param>
    /// <param name="byteCount">The file's length.</param>
    public static string? Problem(SKEncodedImageFormat format, long width, long height, long byteCount)
    {
        if (width <= 0 || height <= 0)
            return $"has {width}×{height} pixels";
        if (width * height > MostPixels)
            return $"has {width}×{height} pixels, more than the {MostPixels / 1_000_000} million that are decoded";
        long most = Math.Max(AlwaysAllowed, PixelsPerByte(format) * byteCount);
        return width * height > most
            ? $"claims {width}×{height} pixels, more than its {byteCount} bytes can hold in this format ({most})"
            : null;
    }

    private static long PixelsPerByte(SKEncodedImageFormat format) => format switch
    {
        // Deflate packs at most 258 bytes into 2 bits, and a byte is up to 8 pixels: exact, flat images come near.
        SKEncodedImageFormat.Png => 8 * 1032,
        // LZW codes of 12 bits stand for at most 3,839 pixels each.
        SKEncodedImageFormat.Gif => 2560,
        // A block of 8×8 takes a bit for its mean in a progressive file, two in others, and chroma is at most quartered both ways.
        SKEncodedImageFormat.Jpeg => 1024,
        // Measured: a flat lossless file of Pillow holds 25,000 to a byte. The format knows no bound but its largest side, 16,383.
        SKEncodedImageFormat.Webp => 32_768,
        // Run lengths of at most 255 pixels in 2 bytes.
        _ => 128,
    };
}
