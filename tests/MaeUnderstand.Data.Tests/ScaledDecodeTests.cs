using MaeUnderstand.Masking;

namespace MaeUnderstand.Data.Tests;

/// <summary>Decoding a JPEG at a fraction of its size: close to the exact result, and in the same place.</summary>
public sealed class ScaledDecodeTests
{
    private const double LeastDecibels = 38;

    /// <summary>Photographs with more pixels than detail, as large ones are: every crop is close.</summary>
    [Theory, Trait("Kind", "Golden")]
    [InlineData(JpegDecoder.Skia)]
    [InlineData(JpegDecoder.Turbo)]
    public void TrainTransform_ScaledInTheDecoder_StaysCloseToTheExactResult(JpegDecoder decoder)
    {
        foreach (string name in (string[])["a", "b"])
        {
            PixelImage photograph = Enlarge(PixelImage.Read(Golden.File("vision_ops", $"images/{name}.png")), times: 3);
            using ImageFile file = ImageFile.FromBytes(TinyJpeg.Encode(photograph, 90), name, decoder);
            foreach (int size in (int[])[60, 100])
                Assert.All(ScaledCrops(file, size, count: 12), error => Assert.InRange(Decibels(error), LeastDecibels, 100));
        }
    }

    /// <summary>Photographs that are sharp to the pixel, the worst case: all crops together are close.</summary>
    [Fact, Trait("Kind", "Golden")]
    public void TrainTransform_SharpImageScaledInTheDecoder_StaysCloseOnTheWhole()
    {
        var errors = new List<double>();
        foreach (string name in (string[])["a", "b"])
        {
            PixelImage photograph = PixelImage.Read(Golden.File("vision_ops", $"images/{name}.png"));
            using ImageFile file = ImageFile.FromBytes(TinyJpeg.Encode(photograph, 95), name, JpegDecoder.Skia);
            foreach (int size in (int[])[24, 32, 48, 64])
                errors.AddRange(ScaledCrops(file, size, count: 12));
        }
        Assert.InRange(errors.Count, 50, 96);
        Assert.InRange(Decibels(errors.Average()), LeastDecibels, 100);
    }

    /// <summary>On a slope of 0.38 a pixel along both axes, a shift by half a pixel of the image is 0.38 levels on average.</summary>
    [Theory, Trait("Kind", "Unit")]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8)]
    public void TrainTransform_ScaledInTheDecoder_ShiftsNothing(byte orientation)
    {
        const int crops = 40;
        var rgb = new byte[248 * 304 * 3];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = (byte)(40 + (i / 3 % 304 + i / 3 / 304) * 0.38);
        byte[] jpeg = TinyJpeg.WithOrientation(TinyJpeg.Encode(new PixelImage(248, 304, rgb), 100), orientation);
        using ImageFile file = ImageFile.FromBytes(jpeg, "slope", JpegDecoder.Skia);
        foreach (int size in (int[])[14, 25, 60])
        {
            double difference = 0;
            int scaled = 0;
            for (int seed = 0; seed < crops; seed++)
            {
                byte[] exact = Apply(new TrainTransform(size), file, seed);
                byte[] close = Apply(new TrainTransform(size, scalesInDecoder: true), file, seed);
                difference += exact.Zip(close).Average(pair => pair.First - pair.Second) / crops;
                scaled += exact.AsSpan().SequenceEqual(close) ? 0 : 1;
            }
            Assert.InRange(difference, -0.16, 0.16);                                              // the decoder's rounding is up to 0.13
            Assert.InRange(scaled, crops / 2, crops);
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void CanScale_PngTinyOrMirroredOddSide_IsNo()
    {
        static bool Can(byte[] encoded, int eighths)
        {
            using ImageFile file = ImageFile.FromBytes(encoded, "test", JpegDecoder.Skia);
            return file.CanScale(eighths);
        }
        byte[] jpeg = TinyJpeg.Encode(PixelImage.Noise(100, 104, seed: 1));
        Assert.True(Can(jpeg, 1) && Can(jpeg, 2) && Can(jpeg, 3) && Can(jpeg, 4) && Can(jpeg, 8));
        Assert.False(Can(jpeg, 0) || Can(jpeg, 5) || Can(jpeg, 16));
        Assert.True(Can(TinyJpeg.WithOrientation(jpeg, 2), 1));                                   // mirrored, 104 columns
        Assert.False(Can(TinyJpeg.WithOrientation(jpeg, 3), 1));                                  // and upside down, 100 rows
        Assert.True(Can(TinyJpeg.WithOrientation(jpeg, 3), 2));
        Assert.False(Can(TinyJpeg.Encode(PixelImage.Noise(15, 104, seed: 1)), 4));
        Assert.False(Can(TinyPng.Encode(1, 1, 8, TinyPng.Grey, [5]), 4));
    }

    [Fact, Trait("Kind", "Unit")]
    public void DecodePooled_BoxOrScaleImpossible_Throws()
    {
        using ImageFile file = ImageFile.FromBytes(TinyJpeg.Encode(PixelImage.Noise(33, 40, seed: 1)), "test");
        file.DecodePooled(new PixelBox(16, 0, 1, 20), 4).Dispose();                               // 33 rows make 17
        Assert.Throws<ArgumentException>(() => file.DecodePooled(new PixelBox(17, 0, 1, 20), 4).Dispose());
        Assert.Throws<ArgumentException>(() => file.DecodePooled(new PixelBox(0, 0, 1, 1), 7).Dispose());
        IImageReader plain = PixelImage.Noise(33, 40, seed: 1);
        Assert.Throws<ArgumentException>(() => plain.DecodePooled(new PixelBox(0, 0, 1, 1), 4).Dispose());
    }

    /// <summary>The kernel is 9/16 at a distance of a half and −1/16 at one and a half; the sum of the weights is 1.</summary>
    [Fact, Trait("Kind", "Unit")]
    public void AxisFilter_BoxThatStartsWithinAPixel_WeighsByDistance()
    {
        using var filter = AxisFilter.Create(inputs: 4, start: 0.5, length: 2, outputs: 2);
        int large = (int)Math.Round(9 / 17.0 * (1 << AxisFilter.Bits));
        int small = (int)Math.Round(-1 / 17.0 * (1 << AxisFilter.Bits));
        Assert.Equal([0, 0], filter.Starts.ToArray());
        Assert.Equal([large, large, small, 0], filter.Weights[..filter.Taps].ToArray());          // centre 1: pixels 0 to 2
        int middle = (int)Math.Round(9 / 16.0 * (1 << AxisFilter.Bits));
        int outer = (int)Math.Round(-1 / 16.0 * (1 << AxisFilter.Bits));
        Assert.Equal([outer, middle, middle, outer], filter.Weights[filter.Taps..].ToArray());    // centre 2: pixels 0 to 3
    }

    private static byte[] Apply(TrainTransform transform, ImageFile file, int seed)
    {
        var chw = new byte[3 * transform.Size * transform.Size];
        transform.Apply(file, RandomKey.FromSeed(seed), chw);
        return chw;
    }

    /// <summary>The mean squared differences of the crops that the decoder scales from the exact ones.</summary>
    private static List<double> ScaledCrops(ImageFile file, int size, int count)
    {
        var errors = new List<double>();
        for (int seed = 0; seed < count; seed++)
        {
            byte[] exact = Apply(new TrainTransform(size), file, seed);
            byte[] close = Apply(new TrainTransform(size, scalesInDecoder: true), file, seed);
            if (!exact.AsSpan().SequenceEqual(close))
                errors.Add(exact.Zip(close).Average(pair => Math.Pow(pair.First - pair.Second, 2)));
        }
        Assert.NotEmpty(errors);
        return errors;
    }

    private static double Decibels(double meanSquare) => 10 * Math.Log10(255.0 * 255.0 / meanSquare);

    private static PixelImage Enlarge(PixelImage image, int times)
    {
        (int height, int width) = (image.Height * times, image.Width * times);
        var chw = new byte[3 * height * width];
        BicubicResize.Resize(image.Rgb, image.Height, image.Width, chw, height, width);
        var rgb = new byte[chw.Length];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = chw[i % 3 * height * width + i / 3];
        return new(height, width, rgb);
    }
}
