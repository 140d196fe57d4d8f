using MaeUnderstand.Masking;

namespace MaeUnderstand.Data.Tests;

/// <summary>An image in memory, for tests: packed RGB.</summary>
internal sealed class PixelImage(int height, int width, byte[] rgb) : IImageReader
{
    public int Height => height;

    public int Width => width;

    public byte[] Rgb => rgb;

    public static PixelImage Read(string path)
    {
        using ImageFile file = ImageFile.Open(path);
        return Decode(file);
    }

    public static PixelImage Decode(IImageReader reader)
    {
        var rgb = new byte[reader.Height * reader.Width * 3];
        reader.Decode(PixelBox.Whole(reader.Height, reader.Width), rgb);
        return new(reader.Height, reader.Width, rgb);
    }

    public static PixelImage Noise(int height, int width, long seed)
    {
        var random = new KeyedRandom(RandomKey.FromSeed(seed));
        var rgb = new byte[height * width * 3];
        foreach (ref byte value in rgb.AsSpan())
            value = (byte)random.NextInt32(256);
        return new(height, width, rgb);
    }

    public PixelImage Crop(PixelBox box)
    {
        var part = new byte[box.RgbBytes];
        Decode(box, part);
        return new(box.Height, box.Width, part);
    }

    public void Decode(PixelBox box, Span<byte> to)
    {
        for (int y = 0; y < box.Height; y++)
            rgb.AsSpan(((box.Top + y) * width + box.Left) * 3, box.Width * 3).CopyTo(to[(y * box.Width * 3)..]);
    }

    /// <summary>The image as [3, H, W].</summary>
    public byte[] Planes()
    {
        var chw = new byte[rgb.Length];
        for (int i = 0; i < rgb.Length; i++)
            chw[i % 3 * height * width + i / 3] = rgb[i];
        return chw;
    }

    public void Dispose()
    {
    }
}
