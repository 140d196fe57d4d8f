using MaeUnderstand.Data;

namespace MaeUnderstand.Cli.Tests.Support;

/// <summary>Folders of small images.</summary>
internal static class TinyImages
{
    /// <summary>Makes a flat folder of PNG files with fixed noise in them.</summary>
    /// <param name="folder">Made anew.</param>
    /// <param name="count">Sound images, <c>image-00.png</c> and so on.</param>
    /// <param name="corruptCount">Files that end within the image, <c>broken-00.png</c> and so on.</param>
    /// <param name="side">Pixels along a side.</param>
    /// <returns><paramref name="folder"/>.</returns>
    public static string Make(string folder, int count, int corruptCount = 0, int side = 24)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < count; i++)
            Write(Path.Combine(folder, $"image-{i:D2}.png"), side, seed: i);
        for (int i = 0; i < corruptCount; i++)
        {
            string path = Path.Combine(folder, $"broken-{i:D2}.png");
            Write(path, side, seed: count + i);
            byte[] whole = File.ReadAllBytes(path);
            File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        }
        return folder;
    }

    /// <summary>The pixels of an image file as rows of packed RGB.</summary>
    public static (byte[] Rgb, int Width, int Height) Read(string path)
    {
        using ImageFile image = ImageFile.Open(path);
        var rgb = new byte[image.Width * image.Height * 3];
        image.Decode(PixelBox.Whole(image.Height, image.Width), rgb);
        return (rgb, image.Width, image.Height);
    }

    private static void Write(string path, int side, int seed)
    {
        var rgb = new byte[side * side * 3];
        new Random(seed).NextBytes(rgb);
        PngFile.Write(path, rgb, side, side);
    }
}
