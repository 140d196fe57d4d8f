using System.Buffers.Binary;
using SkiaSharp;

namespace MaeUnderstand.Data.Tests;

/// <summary>How many pixels a file may claim: all that an encoder can put into it, and not many more.</summary>
public sealed class PixelLimitTests
{
    [Fact, Trait("Kind", "Unit")]
    public void Open_FlatPngOf100Million_IsRead()
    {
        byte[] png = TinyPng.Encode(10_000, 10_000, 1, TinyPng.Grey, new byte[10_000 * 1250]);
        using ImageFile file = ImageFile.FromBytes(png, "flat.png");
        var row = new byte[3 * 100];
        file.Decode(new PixelBox(9_999, 0, 1, 100), row);
        Assert.Equal(new byte[300], row);
    }

    /// <summary>Flat images as Pillow 9.4 writes them at its best, the formats' extremes: all are let in.</summary>
    [Theory, Trait("Kind", "Unit")]
    [InlineData(SKEncodedImageFormat.Png, 10_000, 315_712)]              // RGB
    [InlineData(SKEncodedImageFormat.Png, 10_000, 24_839)]               // one bit a pixel, optimised
    [InlineData(SKEncodedImageFormat.Jpeg, 10_000, 391_425)]             // grey, progressive, quality 10
    [InlineData(SKEncodedImageFormat.Webp, 6000, 64_088)]                // quality 1
    [InlineData(SKEncodedImageFormat.Webp, 6000, 1434)]                  // lossless
    public void Problem_FlatImageOfPillow_HasNone(SKEncodedImageFormat format, int side, int byteCount) =>
        Assert.Null(PixelLimit.Problem(format, side, side, byteCount));

    [Theory, Trait("Kind", "Unit")]
    [InlineData(4096, 4096, true)]
    [InlineData(4097, 4096, false)]
    public void Open_FewBytes_MayClaim4096Squared(int width, int height, bool isRead)
    {
        byte[] png = TinyPng.Encode(width, height, 8, TinyPng.Rgb, []);
        string? refusal = Record.Exception(() => ImageFile.FromBytes(png, "few.png").Dispose())?.Message;
        Assert.Equal(isRead ? null : $"'few.png' claims {width}×{height} pixels, more than its {png.Length} bytes can hold in this format (16777216).",
            refusal);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_JpegThatClaimsMoreThanItHolds_IsRefused()
    {
        byte[] jpeg = TinyJpeg.Flat([77], isProgressive: false);
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 5000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 6000);
        var error = Assert.Throws<InvalidDataException>(() => ImageFile.FromBytes(jpeg, "forged.jpg").Dispose());
        Assert.StartsWith("'forged.jpg' claims 6000×5000 pixels, more than its ", error.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void EvalTransform_ImageTooNarrowToResize_SaysSo()
    {
        var image = new PixelImage(1 << 24, 1, []);                          // resized to 256 columns it would have 2³² rows
        var error = Assert.Throws<InvalidDataException>(() => new EvalTransform(224).Apply(image, default, new byte[3 * 224 * 224]));
        Assert.Equal("An image of 1×16777216 pixels is too narrow to be resized to 256 pixels on its shorter side.", error.Message);
    }
}
