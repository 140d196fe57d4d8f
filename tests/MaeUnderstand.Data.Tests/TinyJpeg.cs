using SkiaSharp;

namespace MaeUnderstand.Data.Tests;

/// <summary>Writes JPEG files that no encoder at hand writes, for tests.</summary>
internal static class TinyJpeg
{
    /// <summary>An ordinary JPEG with halved chroma.</summary>
    public static byte[] Encode(PixelImage image, int quality = 90)
    {
        using var bitmap = new SKBitmap(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (int i = 0; i < image.Width * image.Height; i++)
            bitmap.SetPixel(i % image.Width, i / image.Width, new SKColor(image.Rgb[3 * i], image.Rgb[3 * i + 1], image.Rgb[3 * i + 2]));
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }

    /// <summary>The same JPEG with an EXIF orientation.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0,
            (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8,                                 // big-endian TIFF, first directory at 8
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0,                // one entry: orientation, SHORT, one value
            0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>One block of 8×8 pixels of one colour: 1 component is grey, 4 are CMYK, inverted as Adobe's.</summary>
    public static byte[] Flat(byte[] components, bool isProgressive)
    {
        int count = components.Length;
        var jpeg = new List<byte> { 0xFF, 0xD8 };
        if (count == 4)
            jpeg.AddRange([0xFF, 0xEE, 0, 14, (byte)'A', (byte)'d', (byte)'o', (byte)'b', (byte)'e', 0, 100, 0, 0, 0, 0, 0]);
        jpeg.AddRange([0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64)]);
        jpeg.AddRange([0xFF, (byte)(isProgressive ? 0xC2 : 0xC0), 0, (byte)(8 + 3 * count), 8, 0, 8, 0, 8, (byte)count]);
        for (int i = 0; i < count; i++)
            jpeg.AddRange([(byte)(i + 1), 0x11, 0]);
        // Twelve codes of four bits for the size of a mean, and a code of one bit for "no more coefficients".
        jpeg.AddRange([0xFF, 0xC4, 0, 31, 0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        jpeg.AddRange([0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        jpeg.AddRange([0xFF, 0xDA, 0, (byte)(6 + 2 * count), (byte)count]);
        for (int i = 0; i < count; i++)
            jpeg.AddRange([(byte)(i + 1), 0x00]);
        jpeg.AddRange([0, (byte)(isProgressive ? 0 : 63), 0]);
        jpeg.AddRange(Scan(components, isProgressive));
        jpeg.AddRange([0xFF, 0xD9]);
        return [.. jpeg];
    }

    private static List<byte> Scan(byte[] components, bool isProgressive)
    {
        var bits = new List<bool>();
        foreach (byte value in components)
        {
            int mean = 8 * (value - 128);                                             // of an 8×8 cosine transform
            int size = 0;
            while (Math.Abs(mean) >> size != 0)
                size++;
            Append(bits, size, 4);
            Append(bits, mean < 0 ? mean + (1 << size) - 1 : mean, size);
            if (!isProgressive)
                bits.Add(false);
        }
        while (bits.Count % 8 != 0)
            bits.Add(true);
        var bytes = new List<byte>();
        for (int at = 0; at < bits.Count; at += 8)
        {
            byte packed = (byte)Enumerable.Range(0, 8).Sum(i => bits[at + i] ? 128 >> i : 0);
            bytes.Add(packed);
            if (packed == 0xFF)
                bytes.Add(0);
        }
        return bytes;
    }

    private static void Append(List<bool> bits, int value, int count)
    {
        for (int i = count - 1; i >= 0; i--)
            bits.Add((value >> i & 1) == 1);
    }
}
