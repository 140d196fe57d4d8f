using MaeUnderstand.Masking;
using MaeUnderstand.Models.Configuration;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests;

/// <summary>Models of a few thousand numbers and inputs for them.</summary>
internal static class TinyModels
{
    /// <summary>16 tokens of 4 × 4 pixels.</summary>
    public static VitConfig Encoder { get; } = new() { ImageSize = 16, PatchSize = 4, Width = 16, Depth = 2, Heads = 2 };

    public static DecoderConfig Decoder { get; } = new() { Width = 8, Depth = 1, Heads = 2 };

    public static MaeConfig Mae(bool normPixLoss = false) => new() { Encoder = Encoder, Decoder = Decoder, NormPixLoss = normPixLoss };

    public static MaskedAutoencoder Build(bool normPixLoss = false, long seed = 0) => new(Mae(normPixLoss), CPU, seed);

    public static MaskBatch Masks(int count, double ratio)
    {
        var layout = new MaskLayout(Encoder.GridSize, Encoder.GridSize, unitSide: 1, ratio);
        RandomKey key = RandomKey.FromSeed(5);
        IMaskSampler sampler = MaskSamplers.Get(MaskSamplers.Default);
        return new MaskBatch([.. Enumerable.Range(0, count).Select(i => sampler.Sample(layout, key.Derive(i)))], CPU);
    }

    /// <summary>[B, 3, 16, 16], fixed numbers of about unit size; owned by the caller.</summary>
    public static Tensor Images(int count)
    {
        using var scope = NewDisposeScope();
        long length = count * 3L * 16 * 16;
        return (arange(length, dtype: float32) * 0.7).sin().view(count, 3, 16, 16).MoveToOuterDisposeScope();
    }

    public static Dictionary<string, TorchSharp.Modules.Parameter> Parameters(nn.Module module) =>
        module.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter, StringComparer.Ordinal);

    public static float[] Numbers(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().contiguous().data<float>().ToArray();
    }
}
