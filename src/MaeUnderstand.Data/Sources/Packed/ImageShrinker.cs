using System.Buffers;
using SkiaSharp;

namespace MaeUnderstand.Data;

/// <summary>
/// Makes what is packed of an image: its pixels, turned upright and shrunk with Pillow's antialiased bicubic until the longer side
/// has <paramref name="maxSide"/> pixels; images that are no larger keep their pixels, and as JPEG also their bytes.
/// </summary>
/// <param name="maxSide">The longest side, in pixels.</param>
/// <param name="encoding">How the result is stored.</param>
/// <param name="quality">Of the JPEGs made, 1 to 100; their chroma is halved along both axes.</param>
internal sealed class ImageShrinker(int maxSide, PackEncoding encoding, int quality)
{
    /// <summary>Reads, decodes and shrinks an image.</summary>
    /// <exception cref="InvalidDataException">The file is no image, or damaged anywhere.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public StoredImage Shrink(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > ImageFile.MaxBytes)
            throw new InvalidDataException($"'{path}' has {length} bytes, more than the {ImageFile.MaxBytes} that are read as an image.");
        byte[] encoded = File.ReadAllBytes(path);
        using ImageFile image = ImageFile.FromBytes(encoded, path);
        (int height, int width) = ShrunkSize(image.Height, image.Width);
        bool isShrunk = (height, width) != (image.Height, image.Width);
        PixelBox whole = PixelBox.Whole(image.Height, image.Width);
        byte[] pooled = ArrayPool<byte>.Shared.Rent(whole.RgbBytes);
        try
        {
            Span<byte> rgb = pooled.AsSpan(0, whole.RgbBytes);
            image.Decode(whole, rgb);                    // also where the bytes are kept: damage is to be found now
            byte[] bytes = encoding == PackEncoding.Jpeg && !isShrunk ? encoded : Encode(rgb, whole, height, width, isShrunk);
            return new StoredImage(bytes, width, height, encoding == PackEncoding.Raw, isShrunk, encoded.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }

    private (int Height, int Width) ShrunkSize(int height, int width)
    {
        int longer = Math.Max(height, width);
        return longer <= maxSide ? (height, width) : (Shrunk(height, longer), Shrunk(width, longer));
    }

    private int Shrunk(int side, int longer) => Math.Max(1, (int)Math.Round((double)side * maxSide / longer));

    private byte[] Encode(ReadOnlySpan<byte> rgb, PixelBox whole, int height, int width, bool isShrunk)
    {
        if (!isShrunk)
            return rgb.ToArray();
        byte[] planes = ArrayPool<byte>.Shared.Rent(3 * height * width);
        try
        {
            Span<byte> chw = planes.AsSpan(0, 3 * height * width);
            BicubicResize.Resize(rgb, whole.Height, whole.Width, chw, height, width);
            return encoding == PackEncoding.Raw ? Interleave(chw) : EncodeJpeg(chw, height, width);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(planes);
        }
    }

    private static byte[] Interleave(ReadOnlySpan<byte> chw)
    {
        var rgb = new byte[chw.Length];
        int count = chw.Length / 3;
        for (int i = 0; i < count; i++)
            (rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]) = (chw[i], chw[count + i], chw[2 * count + i]);
        return rgb;
    }

    private byte[] EncodeJpeg(ReadOnlySpan<byte> chw, int height, int width)
    {
        int count = height * width;
        ReadOnlySpan<byte> red = chw[..count];
        if (red.SequenceEqual(chw.Slice(count, count)) && red.SequenceEqual(chw[(2 * count)..]))
            return EncodeJpeg(red, height, width, SKColorType.Gray8);
        byte[] rgbx = ArrayPool<byte>.Shared.Rent(4 * count);
        try
        {
            for (int i = 0; i < count; i++)
                (rgbx[4 * i], rgbx[4 * i + 1], rgbx[4 * i + 2], rgbx[4 * i + 3]) = (chw[i], chw[count + i], chw[2 * count + i], 255);
            return EncodeJpeg(rgbx, height, width, SKColorType.Rgb888x);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rgbx);
        }
    }

    private unsafe byte[] EncodeJpeg(ReadOnlySpan<byte> pixels, int height, int width, SKColorType type)
    {
        fixed (byte* first = pixels)
        {
            using var pixmap = new SKPixmap(new SKImageInfo(width, height, type, SKAlphaType.Opaque), (nint)first);
            using SKData jpeg = pixmap.Encode(
                new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore))
                ?? throw new InvalidOperationException($"{height}×{width} pixels could not be encoded as JPEG.");
            return jpeg.ToArray();
        }
    }
}
