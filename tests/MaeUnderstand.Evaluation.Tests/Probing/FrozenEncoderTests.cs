using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Tests.Probing;

/// <summary>Features of the recorded vision transformer, read from a file as a user's checkpoint is.</summary>
public sealed class FrozenEncoderTests : IDisposable
{
    private const string Kind = "mae";

    private readonly TemporaryFolder folder = new();
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();
    private readonly Tensor pixels;

    public FrozenEncoderTests()
    {
        using var generator = new Generator(5, CPU);
        pixels = randint(0, 256, [3, 3, 32, 32], uint8, CPU, generator: generator);
    }

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory, Trait("Kind", "Golden")]
    [InlineData(Pooling.ClsToken), InlineData(Pooling.GlobalAverage)]
    public void Features_OfFp32_AreTheModels(Pooling pooling)
    {
        using FrozenEncoder encoder = Load(pooling, TrainingPrecision.Fp32);
        using ModelFile file = ModelFile.Open(Checkpoint(pooling), new ModelHints { Heads = 3 });
        using VisionTransformer model = file.LoadEncoder(pooling, CPU, float32);
        using var _ = no_grad();
        Tensor expected = model.Features(MaeUnderstand.Data.Normalisation.ImageNet.Normalise(pixels));
        Assert.True(encoder.Features(pixels, Name).allclose(expected, 0, 1e-6));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(Pooling.ClsToken), InlineData(Pooling.GlobalAverage)]
    public void Features_OfBf16_AreNear(Pooling pooling)
    {
        using FrozenEncoder exact = Load(pooling, TrainingPrecision.Fp32);
        using FrozenEncoder rounded = Load(pooling, TrainingPrecision.Bf16);
        Tensor difference = exact.Features(pixels, Name) - rounded.Features(pixels, Name);
        Assert.InRange(difference.abs().max().item<float>(), 1e-6, 0.1);           // bf16 has 8 bits; features are about 1
        Assert.NotEqual(exact.Identity, rounded.Identity);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Features_RandomWeights_DependOnTheSeedAlone()
    {
        Tensor First(long seed)
        {
            using FrozenEncoder encoder = Load(Pooling.ClsToken, TrainingPrecision.Fp32, seed);
            return encoder.Features(pixels, Name);
        }
        Assert.True(First(1).Equals(First(1)));
        Assert.False(First(1).allclose(First(2)));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Features_NotANumber_NameTheImage()
    {
        string path = Checkpoint(Pooling.ClsToken, name => name == "norm.weight" ? float.NaN : 1);
        using FrozenEncoder encoder = FrozenEncoder.Load(
            new EncoderChoice { Checkpoint = path, Hints = new ModelHints { Heads = 3 }, Precision = TrainingPrecision.Fp32 }, CPU);
        var error = Assert.Throws<InvalidDataException>(() => encoder.Features(pixels, row => row == 0 ? null : $"image-{row}"));
        Assert.Equal($"'image-1' has features that are not finite numbers. Did the training of '{path}' diverge?", error.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void LoadAndFeatures_Repeated_LeaveNoTensorBehind()
    {
        string path = Checkpoint(Pooling.ClsToken);
        Leaks.None(() =>
        {
            using FrozenEncoder encoder = FrozenEncoder.Load(
                new EncoderChoice { Checkpoint = path, Hints = new ModelHints { Heads = 3 }, Precision = TrainingPrecision.Bf16 }, CPU);
            using Tensor features = encoder.Features(pixels, Name);
        });
    }

    private static string Name(int row) => $"image-{row}";

    private FrozenEncoder Load(Pooling pooling, TrainingPrecision precision, long? seed = null) => FrozenEncoder.Load(
        new EncoderChoice
        {
            Checkpoint = Checkpoint(pooling), Hints = new ModelHints { Heads = 3 }, Pooling = pooling, Precision = precision,
            RandomWeightsSeed = seed,
        },
        CPU);

    private string Checkpoint(Pooling pooling, Func<string, float>? factorOf = null)
    {
        const string prefix = "param.";
        string path = folder[$"{pooling}.safetensors"];
        using var inner = NewDisposeScope();
        using var file = SafetensorsFile.Open(Golden.File(Kind, "vit_features.safetensors"));
        SafetensorsWriter.Write(path, file.Entries.Select(entry => entry.Name)
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && (pooling == Pooling.ClsToken || name != "param.norm.weight"))
            .Select(name => KeyValuePair.Create(name[prefix.Length..], file.Read(name) * (factorOf?.Invoke(name[prefix.Length..]) ?? 1))));
        return path;
    }
}
