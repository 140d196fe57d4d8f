using MaeUnderstand.Models.Configuration;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests;

/// <summary>The distributions of <c>models_mae.py</c>, <c>initialize_weights</c>.</summary>
public sealed class InitialWeightsTests : IDisposable
{
    private const int Width = 256;
    private const int DecoderWidth = 128;
    private const int PatchLength = 8 * 8 * 3;

    private readonly DisposeScope scope = NewDisposeScope();
    private readonly MaskedAutoencoder model = new(new MaeConfig
    {
        Encoder = new VitConfig { ImageSize = 16, PatchSize = 8, Width = Width, Depth = 1, Heads = 4 },
        Decoder = new DecoderConfig { Width = DecoderWidth, Depth = 1, Heads = 4 },
        NormPixLoss = true,
    }, CPU, seed: 1);

    public void Dispose()
    {
        model.Dispose();
        scope.Dispose();
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("patch_embed.proj.weight", PatchLength, Width)]
    [InlineData("blocks.0.attn.qkv.weight", Width, 3 * Width)]
    [InlineData("blocks.0.attn.proj.weight", Width, Width)]
    [InlineData("blocks.0.mlp.fc1.weight", Width, 4 * Width)]
    [InlineData("blocks.0.mlp.fc2.weight", 4 * Width, Width)]
    [InlineData("decoder_embed.weight", Width, DecoderWidth)]
    [InlineData("decoder_blocks.0.attn.qkv.weight", DecoderWidth, 3 * DecoderWidth)]
    [InlineData("decoder_pred.weight", DecoderWidth, PatchLength)]
    public void Ctor_Matrix_IsXavierUniform(string name, int fanIn, int fanOut)
    {
        Tensor weight = Parameter(name);
        double bound = Math.Sqrt(6.0 / (fanIn + fanOut));
        Assert.Equal(fanIn * fanOut, weight.numel());
        Assert.InRange(weight.abs().max().item<float>(), 0.998 * bound, 1.000001 * bound);
        Assert.InRange(weight.std().item<float>(), 0.98 * bound / Math.Sqrt(3), 1.02 * bound / Math.Sqrt(3));
        Assert.InRange(weight.mean().item<float>(), -0.02 * bound, 0.02 * bound);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_BiasesAndNorms_AreZeroAndOne()
    {
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in TinyModels.Parameters(model))
        {
            if (name.EndsWith(".bias", StringComparison.Ordinal) && name != "patch_embed.proj.bias")
                Assert.All(TinyModels.Numbers(parameter), value => Assert.Equal(0, value));
            if (name.Contains("norm", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal))
                Assert.All(TinyModels.Numbers(parameter), value => Assert.Equal(1, value));
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_PatchEmbeddingsBias_IsTheConvolutionsDefault()
    {
        double bound = 1 / Math.Sqrt(PatchLength);
        Assert.InRange(Parameter("patch_embed.proj.bias").abs().max().item<float>(), 0.95 * bound, bound);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("cls_token", Width)]
    [InlineData("mask_token", DecoderWidth)]
    public void Ctor_Token_IsNormalOfDeviationTwoHundredths(string name, int width)
    {
        Tensor token = Parameter(name);
        Assert.Equal([1, 1, width], token.shape);
        Assert.InRange(token.std().item<float>(), 0.017, 0.023);
        Assert.InRange(token.mean().item<float>(), -0.005, 0.005);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("pos_embed", Width)]
    [InlineData("decoder_pos_embed", DecoderWidth)]
    public void Ctor_PositionEmbedding_IsTheFixedTable(string name, int width)
    {
        TorchSharp.Modules.Parameter table = TinyModels.Parameters(model)[name];
        Assert.False(table.requires_grad);
        Assert.Equal([1, 5, width], table.shape);
        Assert.Equal(TinyModels.Numbers(tensor(PositionEmbedding.SinCos(width, 2))), TinyModels.Numbers(table));
    }

    private Tensor Parameter(string name) => TinyModels.Parameters(model)[name].detach();
}
