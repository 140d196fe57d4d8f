using System.Text.Json;

namespace MaeUnderstand.Data.Tests;

public sealed class BicubicResizeTests
{
    [Fact, Trait("Kind", "Golden")]
    public void Resize_RecordedSizes_EqualsPillow()
    {
        foreach (JsonElement test in Fixture("resize"))
        {
            PixelImage input = Image(test, "input");
            PixelImage expected = Image(test, "output");
            Assert.Equal((Int(test, "height"), Int(test, "width")), (expected.Height, expected.Width));
            AssertSame(expected, Resize(input, expected.Height, expected.Width), test);
        }
    }

    [Fact, Trait("Kind", "Golden")]
    public void Resize_RecordedCrops_EqualsPillow()
    {
        foreach (JsonElement test in Fixture("resized_crop"))
        {
            var box = new PixelBox(Int(test, "i"), Int(test, "j"), Int(test, "h"), Int(test, "w"));
            using ImageFile file = ImageFile.Open(Golden.File("vision_ops", test.GetProperty("input").GetString()!));
            var rgb = new byte[box.RgbBytes];
            file.Decode(box, rgb);
            int size = Int(test, "size");
            AssertSame(Image(test, "output"), Resize(new PixelImage(box.Height, box.Width, rgb), size, size), test);
        }
    }

    [Fact, Trait("Kind", "Golden")]
    public void EvalTransform_RecordedCentreCrops_EqualsTorchvision()
    {
        foreach (JsonElement test in Fixture("resize_center_crop"))
        {
            int crop = Int(test, "crop");
            var transform = new EvalTransform(crop, Int(test, "resize"));
            using ImageFile file = ImageFile.Open(Golden.File("vision_ops", test.GetProperty("input").GetString()!));
            var chw = new byte[3 * crop * crop];
            transform.Apply(file, default, chw);
            AssertSame(Image(test, "output"), chw, test);
        }
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(300, 411, 224, 224)]
    [InlineData(37, 53, 96, 96)]
    [InlineData(1, 1, 33, 7)]
    [InlineData(2, 3, 40, 64)]
    [InlineData(500, 9, 16, 50)]
    [InlineData(9, 700, 50, 5)]
    [InlineData(64, 64, 64, 64)]
    [InlineData(2000, 1500, 32, 32)]
    public void Resize_VectorsOrScalars_GivesTheSameBytes(int height, int width, int newHeight, int newWidth)
    {
        PixelImage image = PixelImage.Noise(height, width, seed: height + width);
        using var rows = AxisFilter.Create(height, newHeight);
        using var columns = AxisFilter.Create(width, newWidth);
        var vectors = new byte[3 * newHeight * newWidth];
        var scalars = new byte[3 * newHeight * newWidth];
        using DecodedPixels pixels = ((IImageReader)image).DecodePooled(PixelBox.Whole(height, width), DecodeScale.Whole);
        BicubicResize.Resize(pixels, rows, columns, vectors, isVectorised: true);
        BicubicResize.Resize(pixels, rows, columns, scalars, isVectorised: false);
        Assert.Equal(scalars, vectors);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Resize_SameSize_ChangesNothing()
    {
        PixelImage image = PixelImage.Noise(45, 50, seed: 1);
        Assert.Equal(image.Planes(), Resize(image, 45, 50));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1000, 77)]
    [InlineData(77, 1000)]
    public void AxisFilter_Window_HasTheWeightsOfTheWhole(int inputs, int outputs)
    {
        using var whole = AxisFilter.Create(inputs, outputs);
        using var part = AxisFilter.Create(inputs, outputs, first: 20, count: 30);
        for (int i = 0; i < part.Count; i++)
        {
            Assert.Equal(whole.Starts[20 + i], part.SourceFirst + part.Starts[i]);
            Assert.Equal(whole.Weights.Slice((20 + i) * whole.Taps, whole.Taps), part.Weights.Slice(i * part.Taps, part.Taps));
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Resize_WrongBuffer_NamesBothSizes()
    {
        var error = Assert.Throws<ArgumentException>(() => BicubicResize.Resize(new byte[10], 2, 2, new byte[12], 2, 2));
        Assert.Equal("2×2 RGB pixels take 12 bytes, but the buffer has 10. (Parameter 'rgb')", error.Message);
    }

    private static byte[] Resize(PixelImage image, int height, int width)
    {
        var chw = new byte[3 * height * width];
        BicubicResize.Resize(image.Rgb, image.Height, image.Width, chw, height, width);
        return chw;
    }

    private static List<JsonElement> Fixture(string name)
    {
        List<JsonElement> tests = [.. Golden.Json("vision_ops", "resample.json").GetProperty(name).EnumerateArray()];
        Assert.NotEmpty(tests);
        return tests;
    }

    private static PixelImage Image(JsonElement test, string property) =>
        PixelImage.Read(Golden.File("vision_ops", test.GetProperty(property).GetString()!));

    private static int Int(JsonElement test, string property) => test.GetProperty(property).GetInt32();

    private static void AssertSame(PixelImage expected, byte[] chw, JsonElement test)
    {
        byte[] planes = expected.Planes();
        Assert.Equal(planes.Length, chw.Length);
        int different = planes.Zip(chw).Count(pair => pair.First != pair.Second);
        Assert.True(different == 0, $"{different} of {planes.Length} bytes differ in {test}");
    }
}
