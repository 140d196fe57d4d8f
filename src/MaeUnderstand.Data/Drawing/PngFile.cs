using System.Buffers;
using MaeUnderstand.Torch.Files;
using SkiaSharp;

namespace MaeUnderstand.Data;

/// <summary>Writes PNG files.</summary>
public static class PngFile
{
    /// <summary>
    /// Writes a picture. A reader sees the old file or the new one, never a part: it is written under another name and renamed.
    /// </summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="rgb">Rows of packed 8-bit RGB.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> rgb, int width, int height)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using SKData encoded = Encode(rgb, width, height);
        AtomicFile.Write(path, temporary => Save(encoded, temporary));
    }

    /// <summary>Writes a picture into a folder that nobody reads yet: straight to its place, and not flushed to disk.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal static void WriteInPlace(string path, ReadOnlySpan<byte> rgb, int width, int height)
    {
        using SKData encoded = Encode(rgb, width, height);
        Save(encoded, path);
    }

    private static void Save(SKData encoded, string path)
    {
        using FileStream file = File.Create(path);
        encoded.SaveTo(file);
    }

    private static unsafe SKData Encode(ReadOnlySpan<byte> rgb, int width, int height)
    {
        if (width <= 0 || height <= 0 || rgb.Length != (long)width * height * 3)
        {
            throw new ArgumentException(
                $"{height}×{width} pixels need {(long)width * height * 3} bytes of RGB, but there are {rgb.Length}.", nameof(rgb));
        }
        byte[] rgbx = ArrayPool<byte>.Shared.Rent(checked(width * height * 4));
        try
        {
            for (int i = 0; i < width * height; i++)
                rgb.Slice(3 * i, 3).CopyTo(rgbx.AsSpan(4 * i));
            fixed (byte* pixels = rgbx)
            {
                using var pixmap = new SKPixmap(new SKImageInfo(width, height, SKColorType.Rgb888x, SKAlphaType.Opaque), (nint)pixels);
                return pixmap.Encode(SKPngEncoderOptions.Default)
                    ?? throw new InvalidOperationException($"{height}×{width} pixels could not be encoded as PNG.");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rgbx);
        }
    }
}
