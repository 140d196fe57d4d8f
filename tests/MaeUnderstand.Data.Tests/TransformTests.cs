using MaeUnderstand.Masking;

namespace MaeUnderstand.Data.Tests;

public sealed class TransformTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void TrainTransform_Key_FixesBoxAndFlip()
    {
        PixelImage image = PixelImage.Noise(40, 60, seed: 1);
        var transform = new TrainTransform(16);
        int flips = 0;
        for (int i = 0; i < 200; i++)
        {
            RandomKey key = RandomKey.FromSeed(i);
            var random = new KeyedRandom(key);
            PixelImage part = image.Crop(new RandomResizedCrop().Draw(40, 60, ref random));
            var plain = new byte[3 * 16 * 16];
            BicubicResize.Resize(part.Rgb, part.Height, part.Width, plain, 16, 16);
            byte[] flipped = [.. plain.Chunk(16).SelectMany(row => row.Reverse())];
            var found = new byte[plain.Length];
            transform.Apply(image, key, found);
            bool isFlipped = found.AsSpan().SequenceEqual(flipped);
            Assert.True(isFlipped || found.AsSpan().SequenceEqual(plain));
            flips += isFlipped ? 1 : 0;
        }
        Assert.InRange(flips, 70, 130);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(224, 256)]
    [InlineData(96, 109)]
    [InlineData(64, 73)]
    [InlineData(32, 36)]
    [InlineData(448, 448)]
    public void DefaultResize_IsThatOfMae(int size, int resize) => Assert.Equal(resize, EvalTransform.DefaultResize(size));

    [Theory, Trait("Kind", "Unit")]
    [InlineData(50, 70, 20, 16)]
    [InlineData(70, 50, 17, 16)]
    [InlineData(9, 100, 32, 32)]
    public void EvalTransform_Window_EqualsResizingTheWholeAndCropping(int height, int width, int resize, int crop)
    {
        PixelImage image = PixelImage.Noise(height, width, seed: 2);
        int newHeight = height <= width ? resize : (int)((double)resize * height / width);
        int newWidth = height <= width ? (int)((double)resize * width / height) : resize;
        var whole = new byte[3 * newHeight * newWidth];
        BicubicResize.Resize(image.Rgb, height, width, whole, newHeight, newWidth);
        int top = (int)Math.Round((newHeight - crop) / 2.0);
        int left = (int)Math.Round((newWidth - crop) / 2.0);

        var found = new byte[3 * crop * crop];
        new EvalTransform(crop, resize).Apply(image, default, found);
        for (int i = 0; i < found.Length; i++)
        {
            (int channel, int y, int x) = (i / (crop * crop), i / crop % crop, i % crop);
            Assert.Equal(whole[(channel * newHeight + top + y) * newWidth + left + x], found[i]);
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void EvalTransform_ImageSmallerThanTheCrop_GetsABlackBorder()
    {
        var white = new PixelImage(4, 4, [.. Enumerable.Repeat((byte)255, 48)]);
        var found = new byte[3 * 7 * 7];
        new EvalTransform(7, resize: 4).Apply(white, default, found);
        for (int i = 0; i < found.Length; i++)
        {
            (int y, int x) = (i / 7 % 7, i % 7);
            Assert.Equal(y is >= 1 and < 5 && x is >= 1 and < 5 ? 255 : 0, found[i]);       // torchvision: 1 before, 2 after
        }
    }

    /// <summary>A red border must leave no trace, whatever the image's shape and however much of it the crop shows.</summary>
    [Theory, Trait("Kind", "Unit")]
    [InlineData(50, 70, 16, 20)]
    [InlineData(70, 50, 16, 17)]
    [InlineData(31, 30, 32, 36)]
    [InlineData(5, 90, 7, 4)]
    public void EvalTransform_Border_IsAsIfItWereNotThere(int height, int width, int crop, int resize)
    {
        const int border = 2;
        PixelImage inner = PixelImage.Noise(height, width, seed: 3);
        PixelImage framed = Framed(inner, border);
        byte[] expected = Apply(inner, new EvalTransform(crop, resize));

        Assert.Equal(expected, Apply(framed, new EvalTransform(crop, resize, border)));
        using var png = ImageFile.Open(Written(framed));                  // decodes only what the crop shows
        Assert.Equal(expected, Apply(png, new EvalTransform(crop, resize, border)));
        Assert.NotEqual(expected, Apply(framed, new EvalTransform(crop, resize)));
    }

    [Fact, Trait("Kind", "Unit")]
    public void EvalTransform_BorderOfAJpeg_IsCutFromItsDecodedPixels()
    {
        string path = Path.Combine(folder.FullName, "framed.jpg");
        File.WriteAllBytes(path, TinyJpeg.Encode(Framed(PixelImage.Noise(60, 80, seed: 4), 2)));
        PixelImage whole = PixelImage.Read(path);
        byte[] expected = Apply(whole.Crop(new PixelBox(2, 2, 60, 80)), new EvalTransform(16));
        foreach (JpegDecoder decoder in (JpegDecoder[])[JpegDecoder.Skia, JpegDecoder.Auto])
        {
            using ImageFile image = ImageFile.Open(path, decoder);
            Assert.Equal(expected, Apply(image, new EvalTransform(16, border: 2)));
        }
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(4, 9), InlineData(9, 3)]
    public void EvalTransform_NothingButBorder_IsADamagedImage(int height, int width)
    {
        var error = Assert.Throws<InvalidDataException>(() => Apply(PixelImage.Noise(height, width, seed: 1), new EvalTransform(8, border: 2)));
        Assert.Equal($"An image of {width}×{height} pixels is nothing but its border of 2 pixels.", error.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void EvalTransform_Description_NamesEverySize()
    {
        Assert.Equal("shorter side 256, centre 224", new EvalTransform(224).Description);
        Assert.Equal("border of 2 cut, shorter side 40, centre 32", new EvalTransform(32, resize: 40, border: 2).Description);
    }

    private static byte[] Apply(IImageReader image, EvalTransform transform)
    {
        var found = new byte[3 * transform.Size * transform.Size];
        transform.Apply(image, default, found);
        return found;
    }

    private static PixelImage Framed(PixelImage inner, int border)
    {
        (int height, int width) = (inner.Height + 2 * border, inner.Width + 2 * border);
        var rgb = new byte[height * width * 3];
        for (int i = 0; i < rgb.Length; i += 3)
            rgb[i] = 255;
        for (int y = 0; y < inner.Height; y++)
            inner.Rgb.AsSpan(y * inner.Width * 3, inner.Width * 3).CopyTo(rgb.AsSpan(((y + border) * width + border) * 3));
        return new PixelImage(height, width, rgb);
    }

    private string Written(PixelImage image)
    {
        string path = Path.Combine(folder.FullName, "framed.png");
        PngFile.Write(path, image.Rgb, image.Width, image.Height);
        return path;
    }
}
