using MaeUnderstand.Masking;

namespace MaeUnderstand.Data.Tests;

/// <summary>What holds where the system has libturbojpeg: its pixels are Skia's, and so is what counts as damage.</summary>
public sealed class TurboJpegTests
{
    private const string Missing = "This system has no libturbojpeg.";

    // Bytes of a pixel in each decoder's buffer, and in that of an image turned upright: they tell which decoder made it.
    private const int TurboBytes = 3;
    private const int SkiaBytes = 4;
    private const int UprightBytes = 3;

    private static readonly (int Height, int Width)[] Sizes = [(1, 1), (7, 9), (16, 16), (17, 33), (40, 64), (93, 121), (170, 131)];

    private static readonly (int Quality, bool IsProgressive, int RestartRows)[] Codings =
        [(90, false, 0), (96, false, 0), (90, true, 0), (90, false, 1), (80, true, 2)];

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void Decode_AnySizeCodingAndScale_GivesSkiasPixels(int sampling)
    {
        Assert.SkipWhen(TurboJpeg.Installed is null, Missing);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Restart markers are set by an environment variable of the C runtime.");
        var random = new KeyedRandom(RandomKey.FromSeed(sampling));
        foreach ((int height, int width) in Sizes)
        {
            PixelImage image = Picture(height, width);
            foreach ((int quality, bool isProgressive, int restartRows) in Codings)
            {
                byte[] jpeg = TurboEncoder.Encode(image, sampling, quality, isProgressive, restartRows);
                string of = $"{height}×{width}, quality {quality}, progressive {isProgressive}, restarts {restartRows}";
                AssertSame(jpeg, ref random, of, (SkiaBytes, TurboBytes));
            }
        }
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8)]
    public void Decode_Orientation_GivesSkiasPixels(byte orientation)
    {
        Assert.SkipWhen(TurboJpeg.Installed is null, Missing);
        var random = new KeyedRandom(RandomKey.FromSeed(orientation));
        foreach ((int height, int width) in (ReadOnlySpan<(int, int)>)[(48, 80), (93, 121)])
        {
            byte[] jpeg = TinyJpeg.WithOrientation(TinyJpeg.Encode(Picture(height, width)), orientation);
            AssertSame(jpeg, ref random, $"{height}×{width}", orientation == 1 ? (SkiaBytes, TurboBytes) : (UprightBytes, UprightBytes));
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Decode_CmykOrUnusualProcess_IsLeftToSkia()
    {
        Assert.SkipWhen(TurboJpeg.Installed is null, Missing);
        using ImageFile cmyk = ImageFile.FromBytes(TinyJpeg.Flat([255, 128, 51, 204], isProgressive: false), "cmyk", JpegDecoder.Turbo);
        using DecodedPixels pixels = cmyk.DecodePooled(PixelBox.Whole(8, 8), DecodeScale.Whole);
        Assert.Equal(SkiaBytes, pixels.PixelBytes);
        byte[] arithmetic = TurboEncoder.Encode(Picture(16, 16), TurboEncoder.Sampling444);
        arithmetic[JpegFrame.Read(arithmetic).HeightOffset - 4] = 0xC9;
        Assert.False(JpegFrame.Read(arithmetic).IsCommon);
    }

    /// <summary>A crop changes the height that the file states while it is decoded, and only then.</summary>
    [Fact, Trait("Kind", "Unit")]
    public void Decode_WholeAfterACrop_IsStillWhole()
    {
        Assert.SkipWhen(TurboJpeg.Installed is null, Missing);
        byte[] jpeg = TurboEncoder.Encode(Picture(170, 131), TurboEncoder.Sampling444);
        using ImageFile file = ImageFile.FromBytes(jpeg, "test", JpegDecoder.Turbo);
        byte[] before = PixelImage.Decode(file).Rgb;
        file.Decode(new PixelBox(3, 5, 20, 30), new byte[20 * 30 * 3]);
        Assert.Equal(before, PixelImage.Decode(file).Rgb);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Decode_DamagedBytes_FailsWhereSkiaFails()
    {
        Assert.SkipWhen(TurboJpeg.Installed is null, Missing);
        var random = new KeyedRandom(RandomKey.FromSeed(11));
        int failures = 0;
        for (int i = 0; i < 600; i++)
        {
            byte[] jpeg = TurboEncoder.Encode(Picture(60, 75), i % 6, 90, isProgressive: i % 4 == 3);
            int first = i % 2 == 0 ? 2 : JpegFrame.Read(jpeg).ScanOffset;
            for (int change = 0; change < 1 + i % 3; change++)
                jpeg[first + random.NextInt32(jpeg.Length - first - 2)] = (byte)random.NextInt32(256);
            var box = new PixelBox(random.NextInt32(20), random.NextInt32(20), 1 + random.NextInt32(40), 1 + random.NextInt32(50));
            string? skia = Fault(jpeg, box, JpegDecoder.Skia);
            failures += skia is null ? 0 : 1;
            Assert.Equal(skia, Fault(jpeg, box, JpegDecoder.Turbo));
        }
        Assert.InRange(failures, 20, 580);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Decode_ManyThreads_GivesEachItsPixels()
    {
        Assert.SkipWhen(TurboJpeg.Installed is null, Missing);
        byte[][] jpegs = [.. Enumerable.Range(0, 8).Select(i => TurboEncoder.Encode(Picture(60 + i, 75 - i), i % 6))];
        byte[][] expected = [.. jpegs.Select(jpeg => Whole(jpeg, JpegDecoder.Skia))];
        Parallel.For(0, 400, i => Assert.Equal(expected[i % 8], Whole(jpegs[i % 8], JpegDecoder.Turbo)));
    }

    private static void AssertSame(byte[] jpeg, ref KeyedRandom random, string of, (int Skia, int Turbo) pixelBytes)
    {
        using ImageFile skia = ImageFile.FromBytes(jpeg, "skia", JpegDecoder.Skia);
        using ImageFile turbo = ImageFile.FromBytes(jpeg, "turbo", JpegDecoder.Turbo);
        foreach (int eighths in (int[])[8, 4, 2, 1])
        {
            Assert.Equal(skia.CanScale(eighths), turbo.CanScale(eighths));
            if (!skia.CanScale(eighths))
                continue;
            (int height, int width) = (DecodeScale.Of(skia.Height, eighths), DecodeScale.Of(skia.Width, eighths));
            for (int i = 0; i < 8; i++)
            {
                int boxHeight = 1 + random.NextInt32(height);
                int boxWidth = 1 + random.NextInt32(width);
                PixelBox box = i == 0
                    ? PixelBox.Whole(height, width)
                    : new(random.NextInt32(height - boxHeight + 1), random.NextInt32(width - boxWidth + 1), boxHeight, boxWidth);
                ReadOnlySpan<byte> expected = Pixels(skia, box, eighths, pixelBytes.Skia);
                Assert.True(expected.SequenceEqual(Pixels(turbo, box, eighths, pixelBytes.Turbo)), $"{of}: {box} at {eighths}/8");
            }
        }
    }

    private static ReadOnlySpan<byte> Pixels(ImageFile file, PixelBox box, int eighths, int pixelBytes)
    {
        using DecodedPixels pixels = file.DecodePooled(box, eighths);
        Assert.Equal(pixelBytes, pixels.PixelBytes);
        var rgb = new byte[box.RgbBytes];
        pixels.CopyTo(rgb);
        return rgb;
    }

    private static byte[] Whole(byte[] jpeg, JpegDecoder decoder)
    {
        using ImageFile file = ImageFile.FromBytes(jpeg, "test", decoder);
        return PixelImage.Decode(file).Rgb;
    }

    private static string? Fault(byte[] jpeg, PixelBox box, JpegDecoder decoder)
    {
        try
        {
            using ImageFile file = ImageFile.FromBytes(jpeg, "damaged.jpg", decoder);
            if (!box.IsInside(file.Height, file.Width))
                return $"{file.Height}×{file.Width}";
            file.Decode(box, new byte[box.RgbBytes]);
            return null;
        }
        catch (InvalidDataException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>Waves with a little noise: each colour changes along both axes, and no block is flat.</summary>
    private static PixelImage Picture(int height, int width)
    {
        PixelImage noise = PixelImage.Noise(height, width, seed: height * width);
        for (int i = 0; i < noise.Rgb.Length; i++)
        {
            (int y, int x) = (i / 3 / width, i / 3 % width);
            noise.Rgb[i] = (byte)(128 + 90 * Math.Sin((x * (1 + i % 3) + y * y / 9.0) / 7) + noise.Rgb[i] / 16.0);
        }
        return noise;
    }
}
