using SkiaSharp;

namespace MaeUnderstand.Data.Tests;

public sealed class ImageShrinkerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, Trait("Kind", "Unit")]
    [InlineData(30, 40, 20, 15, 20)]
    [InlineData(40, 30, 20, 20, 15)]
    [InlineData(40, 40, 39, 39, 39)]
    [InlineData(33, 40, 10, 8, 10)]                     // 8.25
    [InlineData(2, 40, 10, 1, 10)]                      // 0.5, but a row it must have
    [InlineData(30, 40, 40, 30, 40)]
    [InlineData(30, 40, 41, 30, 40)]
    public void Shrink_LongerSide_IsLimited(int height, int width, int maxSide, int expectedHeight, int expectedWidth)
    {
        StoredImage image = Shrink(maxSide, PackEncoding.Raw, Png(PixelImage.Noise(height, width, 1)));
        Assert.Equal((expectedHeight, expectedWidth), (image.Height, image.Width));
        Assert.Equal((height, width) != (expectedHeight, expectedWidth), image.IsShrunk);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Shrink_Raw_IsTheBicubicResizeOfTheUprightImage()
    {
        byte[] jpeg = TinyJpeg.WithOrientation(TinyJpeg.Encode(PixelImage.Noise(60, 90, 2)), 8);
        StoredImage image = Shrink(45, PackEncoding.Raw, jpeg);
        Assert.Equal((45, 30), (image.Height, image.Width));

        using ImageFile file = ImageFile.FromBytes(jpeg, "test");
        var chw = new byte[3 * 45 * 30];
        BicubicResize.Resize(PixelImage.Decode(file).Rgb, 90, 60, chw, 45, 30);
        Assert.Equal(chw, new PixelImage(45, 30, image.Bytes).Planes());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Shrink_Jpeg_IsCloseToTheRawPixelsAndHasNoOrientation()
    {
        byte[] jpeg = TinyJpeg.WithOrientation(TinyJpeg.Encode(Smooth(120, 180), 95), 6);
        StoredImage image = Shrink(90, PackEncoding.Jpeg, jpeg);
        using SKCodec codec = SKCodec.Create(new MemoryStream(image.Bytes));
        Assert.Equal(SKEncodedImageFormat.Jpeg, codec.EncodedFormat);
        Assert.Equal(SKEncodedOrigin.TopLeft, codec.EncodedOrigin);
        Assert.Equal((90, 60), (codec.Info.Height, codec.Info.Width));

        byte[] expected = Shrink(90, PackEncoding.Raw, jpeg).Bytes;
        using ImageFile file = ImageFile.FromBytes(image.Bytes, "test");
        byte[] found = PixelImage.Decode(file).Rgb;
        double squares = expected.Zip(found, (a, b) => (double)(a - b) * (a - b)).Average();
        Assert.True(squares < 255 * 255 / 1000.0, $"mean square {squares}");           // PSNR above 30 dB at quality 90
    }

    [Fact, Trait("Kind", "Unit")]
    public void Shrink_GreyOrAlpha_IsStoredAsGreyAndWithoutAlpha()
    {
        byte[] grey = [.. Smooth(40, 40).Rgb.Chunk(3).Select(pixel => pixel[0])];
        StoredImage shrunk = Shrink(20, PackEncoding.Jpeg, TinyPng.Encode(40, 40, 8, TinyPng.Grey, grey));
        using (SKCodec codec = SKCodec.Create(new MemoryStream(shrunk.Bytes)))
            Assert.Equal(SKColorType.Gray8, codec.Info.ColorType);

        byte[] transparent = [.. Enumerable.Repeat<byte[]>([200, 100, 50, 0], 4).SelectMany(pixel => pixel)];
        Assert.Equal([200, 100, 50], Shrink(1, PackEncoding.Raw, TinyPng.Encode(2, 2, 8, TinyPng.Rgba, transparent)).Bytes);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Shrink_SmallEnough_KeepsTheFilesBytes()
    {
        byte[] png = Png(PixelImage.Noise(30, 40, 1));
        StoredImage image = Shrink(40, PackEncoding.Jpeg, png);
        Assert.Equal(png, image.Bytes);
        Assert.False(image.IsRaw);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Shrink_DamageAnywhere_IsFoundWhenNothingIsShrunkToo()
    {
        byte[] png = Png(PixelImage.Noise(64, 64, 1));
        Assert.EndsWith("is damaged: its data ends early.",
            Assert.Throws<InvalidDataException>(() => Shrink(100, PackEncoding.Jpeg, png[..(png.Length / 2)])).Message);
    }

    private StoredImage Shrink(int maxSide, PackEncoding encoding, byte[] file)
    {
        File.WriteAllBytes(folder["image"], file);
        return new ImageShrinker(maxSide, encoding, quality: 90).Shrink(folder["image"]);
    }

    private static byte[] Png(PixelImage image) => TinyPng.Encode(image.Width, image.Height, 8, TinyPng.Rgb, image.Rgb);

    private static PixelImage Smooth(int height, int width)
    {
        var rgb = new byte[height * width * 3];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = (byte)(128 + 100 * Math.Sin(i / 3 / width / 11.0 + i / 3 % width / (9.0 + i % 3)));
        return new(height, width, rgb);
    }
}
