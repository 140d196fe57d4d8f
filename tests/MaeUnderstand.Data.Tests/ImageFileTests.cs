using MaeUnderstand.Masking;
using SkiaSharp;

namespace MaeUnderstand.Data.Tests;

public sealed class ImageFileTests
{
    [Fact, Trait("Kind", "Unit")]
    public void Decode_BoxOfAJpeg_EqualsThePartOfTheWhole()
    {
        using ImageFile file = ImageFile.FromBytes(TinyJpeg.Encode(SmoothImage(93, 121)), "test");
        PixelImage whole = PixelImage.Decode(file);
        var random = new KeyedRandom(RandomKey.FromSeed(3));
        for (int i = 0; i < 200; i++)
        {
            int height = 1 + random.NextInt32(whole.Height);
            int width = 1 + random.NextInt32(whole.Width);
            var box = new PixelBox(
                random.NextInt32(whole.Height - height + 1), random.NextInt32(whole.Width - width + 1), height, width);
            var part = new byte[box.RgbBytes];
            file.Decode(box, part);
            Assert.True(whole.Crop(box).Rgb.AsSpan().SequenceEqual(part), box.ToString());
        }
    }

    /// <summary>The upright image's corners, by the stored corner that EXIF says lies there.</summary>
    [Theory, Trait("Kind", "Unit")]
    [InlineData(1, "RGBW")]
    [InlineData(2, "GRWB")]
    [InlineData(3, "WBGR")]
    [InlineData(4, "BWRG")]
    [InlineData(5, "RBGW")]
    [InlineData(6, "BRWG")]
    [InlineData(7, "WGBR")]
    [InlineData(8, "GWRB")]
    public void Decode_Orientation_TurnsTheImageUpright(int orientation, string corners)
    {
        PixelImage quarters = Quarters(32, 48);
        using ImageFile file = ImageFile.FromBytes(TinyJpeg.WithOrientation(TinyJpeg.Encode(quarters, 100), (byte)orientation), "test");
        Assert.Equal(orientation <= 4 ? (32, 48) : (48, 32), (file.Height, file.Width));
        PixelImage whole = PixelImage.Decode(file);
        string found = string.Concat(
            Letter(whole, 2, 2), Letter(whole, 2, whole.Width - 3), Letter(whole, whole.Height - 3, 2),
            Letter(whole, whole.Height - 3, whole.Width - 3));
        Assert.Equal(corners, found);

        var box = new PixelBox(5, 7, 19, 21);
        var part = new byte[box.RgbBytes];
        file.Decode(box, part);
        Assert.Equal(whole.Crop(box).Rgb, part);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(false)]
    [InlineData(true)]
    public void Decode_GreyJpeg_RepeatsTheGrey(bool isProgressive) =>
        AssertAll(TinyJpeg.Flat([77], isProgressive), 77, 77, 77);

    [Theory, Trait("Kind", "Unit")]
    [InlineData(false)]
    [InlineData(true)]
    public void Decode_CmykJpeg_MultipliesInks(bool isProgressive) =>
        AssertAll(TinyJpeg.Flat([255, 128, 51, 204], isProgressive), 204, 102, 41);   // inverted inks times inverted black

    [Fact, Trait("Kind", "Unit")]
    public void Decode_Alpha_KeepsTheColoursUnderIt() =>
        Assert.Equal([200, 100, 50, 200, 100, 50, 201, 99, 51, 0, 0, 255], Pixels(TinyPng.Encode(
            2, 2, 8, TinyPng.Rgba, [200, 100, 50, 0, 200, 100, 50, 255, 201, 99, 51, 128, 0, 0, 255, 1])));

    [Fact, Trait("Kind", "Unit")]
    public void Decode_Palette_LooksColoursUp() =>
        Assert.Equal([9, 8, 7, 1, 2, 3], Pixels(TinyPng.Encode(
            2, 1, 8, TinyPng.Palette, [1, 0], palette: [1, 2, 3, 9, 8, 7], transparency: [255, 0])));

    [Fact, Trait("Kind", "Unit")]
    public void Decode_SixteenBits_KeepsTheHighByte()
    {
        Assert.Equal([0x12, 0x80, 0xFE], Pixels(TinyPng.Encode(1, 1, 16, TinyPng.Rgb, [0x12, 0x34, 0x80, 0x10, 0xFE, 0xFF])));
        Assert.Equal([0xAB, 0xAB, 0xAB], Pixels(TinyPng.Encode(1, 1, 16, TinyPng.Grey, [0xAB, 0xCD])));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Decode_OtherFormats_GivesTheirPixels()
    {
        byte[] gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAoUHv///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==");
        Assert.Equal([10, 20, 30], Pixels(gif));
        byte[] bmp =
        [
            (byte)'B', (byte)'M', 58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 4, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 20, 10, 0,
        ];
        Assert.Equal([10, 20, 30], Pixels(bmp));
        using var bitmap = new SKBitmap(3, 2, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.Erase(new SKColor(10, 20, 30));
        using SKPixmap pixmap = bitmap.PeekPixels();
        using SKData? webp = pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100));
        Assert.Equal(Enumerable.Repeat(new byte[] { 10, 20, 30 }, 6).SelectMany(pixel => pixel), Pixels(webp!.ToArray()));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_CutJpeg_IsRefusedBeforeDecoding()
    {
        byte[] jpeg = TinyJpeg.WithOrientation(TinyJpeg.Encode(SmoothImage(80, 80)), 1);
        foreach (int length in (int[])[jpeg.Length - 1, jpeg.Length / 2, jpeg.Length / 4])
        {
            var error = Assert.Throws<InvalidDataException>(() => ImageFile.FromBytes(jpeg.AsSpan(0, length), "cut.jpg").Dispose());
            Assert.StartsWith("'cut.jpg' is", error.Message);
        }
        Assert.Equal("'cut.jpg' is cut short: the JPEG has no end marker.", Assert.Throws<InvalidDataException>(
            () => ImageFile.FromBytes(jpeg.AsSpan(0, jpeg.Length - 9), "cut.jpg").Dispose()).Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Decode_CutPng_SaysThatDataEndsEarly()
    {
        PixelImage image = PixelImage.Noise(64, 64, seed: 4);
        byte[] png = TinyPng.Encode(64, 64, 8, TinyPng.Rgb, image.Rgb);
        Assert.Equal(image.Rgb, Pixels(png));
        using ImageFile file = ImageFile.FromBytes(png.AsSpan(0, png.Length / 2), "cut.png");
        var error = Assert.Throws<InvalidDataException>(() => PixelImage.Decode(file));
        Assert.Equal("'cut.png' is damaged: its data ends early.", error.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_EmptyTextOrHugeFile_SaysWhatIsWrong()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["empty.png"], []);
        File.WriteAllText(folder["text.jpg"], "this is not a picture");
        File.WriteAllBytes(folder["huge.png"], TinyPng.Encode(65000, 65000, 8, TinyPng.Rgb, []));
        Assert.Equal($"'{folder["empty.png"]}' is empty.", Fault(folder["empty.png"]));
        Assert.StartsWith($"'{folder["text.jpg"]}' is not an image that can be read: ", Fault(folder["text.jpg"]));
        Assert.Equal(
            $"'{folder["huge.png"]}' has 65000×65000 pixels, more than the 300 million that are decoded.", Fault(folder["huge.png"]));
        Assert.Throws<FileNotFoundException>(() => ImageFile.Open(folder["missing.png"]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Decode_BoxOutsideTheImage_Throws()
    {
        using ImageFile file = ImageFile.FromBytes(TinyPng.Encode(1, 1, 8, TinyPng.Grey, [5]), "test");
        Assert.Throws<ArgumentException>(() => file.Decode(new PixelBox(0, 0, 2, 1), new byte[6]));
        Assert.Throws<ArgumentException>(() => file.Decode(new PixelBox(0, 0, 1, 1), new byte[4]));
    }

    private static string Fault(string path) => Assert.Throws<InvalidDataException>(() => ImageFile.Open(path).Dispose()).Message;

    private static byte[] Pixels(byte[] encoded)
    {
        using ImageFile file = ImageFile.FromBytes(encoded, "test");
        return PixelImage.Decode(file).Rgb;
    }

    private static void AssertAll(byte[] encoded, byte red, byte green, byte blue)
    {
        byte[] rgb = Pixels(encoded);
        Assert.Equal(8 * 8 * 3, rgb.Length);
        for (int i = 0; i < rgb.Length; i += 3)
        {
            Assert.InRange(rgb[i], red - 1, red + 1);
            Assert.InRange(rgb[i + 1], green - 1, green + 1);
            Assert.InRange(rgb[i + 2], blue - 1, blue + 1);
        }
    }

    private static PixelImage SmoothImage(int height, int width)
    {
        var rgb = new byte[height * width * 3];
        for (int i = 0; i < rgb.Length; i++)
        {
            (int y, int x) = (i / 3 / width, i / 3 % width);
            rgb[i] = (byte)(128 + 100 * Math.Sin((x * (1 + i % 3) + y * y / 9.0) / 7));
        }
        return new(height, width, rgb);
    }

    /// <summary>Red and green above blue and white.</summary>
    private static PixelImage Quarters(int height, int width)
    {
        var rgb = new byte[height * width * 3];
        for (int i = 0; i < height * width; i++)
        {
            bool isLower = i / width >= height / 2;
            bool isRight = i % width >= width / 2;
            byte[] colour = (isLower, isRight) switch
            {
                (false, false) => [255, 0, 0],
                (false, true) => [0, 255, 0],
                (true, false) => [0, 0, 255],
                _ => [255, 255, 255],
            };
            colour.CopyTo(rgb, 3 * i);
        }
        return new(height, width, rgb);
    }

    private static char Letter(PixelImage image, int y, int x)
    {
        ReadOnlySpan<byte> pixel = image.Rgb.AsSpan((y * image.Width + x) * 3, 3);
        return (pixel[0] > 128, pixel[1] > 128, pixel[2] > 128) switch
        {
            (true, false, false) => 'R',
            (false, true, false) => 'G',
            (false, false, true) => 'B',
            (true, true, true) => 'W',
            _ => '?',
        };
    }
}
