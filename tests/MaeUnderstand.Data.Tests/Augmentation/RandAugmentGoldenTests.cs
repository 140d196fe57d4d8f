using System.Security.Cryptography;
using System.Text.Json;
using MaeUnderstand.Torch.Safetensors;

namespace MaeUnderstand.Data.Tests;

public sealed class RandAugmentGoldenTests : IDisposable
{
    private const string Kind = "rand_augment";

    private readonly JsonElement fixture = Golden.Json(Kind, "cases.json");
    private readonly SafetensorsFile images = SafetensorsFile.Open(Golden.File(Kind, "images.safetensors"));

    [Fact, Trait("Kind", "Golden")]
    public void Argument_RecordedMagnitudes_EqualsTimms()
    {
        foreach (JsonElement test in Cases(null))
        {
            AugmentStep step = Step(test);
            double found = step.Argument(test.GetProperty("increasing").GetBoolean());
            Assert.True(found == test.GetProperty("argument").GetDouble(), $"The argument is {found} in {test}");
        }
    }

    [Theory, Trait("Kind", "Golden")]
    [InlineData(AugmentOperation.AutoContrast)]
    [InlineData(AugmentOperation.Equalize)]
    [InlineData(AugmentOperation.Invert)]
    [InlineData(AugmentOperation.Rotate)]
    [InlineData(AugmentOperation.Posterize)]
    [InlineData(AugmentOperation.Solarize)]
    [InlineData(AugmentOperation.SolarizeAdd)]
    [InlineData(AugmentOperation.Color)]
    [InlineData(AugmentOperation.Contrast)]
    [InlineData(AugmentOperation.Brightness)]
    [InlineData(AugmentOperation.Sharpness)]
    [InlineData(AugmentOperation.ShearX)]
    [InlineData(AugmentOperation.ShearY)]
    [InlineData(AugmentOperation.TranslateX)]
    [InlineData(AugmentOperation.TranslateY)]
    public void Apply_RecordedCases_EqualsPillow(AugmentOperation operation)
    {
        foreach (JsonElement test in Cases(operation))
        {
            (byte[] chw, int height, int width) = Input(test.GetProperty("input").GetString()!);
            AugmentPixels.Apply(operation, Step(test).Argument(test.GetProperty("increasing").GetBoolean()), chw, height, width);
            if (test.TryGetProperty("output", out JsonElement output))
            {
                byte[] expected = images.ReadArray<byte>(output.GetString()!);
                int different = expected.Zip(chw).Count(pair => pair.First != pair.Second);
                Assert.True(different == 0 && expected.Length == chw.Length, $"{different} of {chw.Length} bytes differ in {test}");
            }
            else
            {
                string hash = Convert.ToHexStringLower(SHA256.HashData(chw));
                Assert.True(hash == test.GetProperty("sha256").GetString(), $"The bytes differ in {test}");
            }
        }
    }

    [Fact, Trait("Kind", "Golden")]
    public void Fill_Colour_IsTimms() => Assert.Equal(
        fixture.GetProperty("fill").EnumerateArray().Select(value => value.GetByte()), Enumerable.Range(0, 3).Select(AffineResample.Fill));

    public void Dispose() => images.Dispose();

    private List<JsonElement> Cases(AugmentOperation? operation)
    {
        List<JsonElement> cases =
            [.. fixture.GetProperty("cases").EnumerateArray().Where(test => operation is null || Step(test).Operation == operation)];
        Assert.NotEmpty(cases);
        return cases;
    }

    private static AugmentStep Step(JsonElement test) => new(
        Enum.Parse<AugmentOperation>(test.GetProperty("operation").GetString()!),
        test.GetProperty("magnitude").GetDouble(),
        test.GetProperty("negated").GetBoolean());

    private (byte[] Planes, int Height, int Width) Input(string name)
    {
        if (name == "large")
        {
            PixelImage image = PixelImage.Read(
                Golden.File("vision_ops", Path.Combine("images", fixture.GetProperty("large").GetString()!)));
            return (image.Planes(), image.Height, image.Width);
        }
        long[] shape = images[$"input/{name}"].Shape;
        return (images.ReadArray<byte>($"input/{name}"), (int)shape[1], (int)shape[2]);
    }
}
