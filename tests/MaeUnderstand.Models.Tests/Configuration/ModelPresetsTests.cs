using MaeUnderstand.Models.Configuration;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests.Configuration;

public sealed class ModelPresetsTests
{
    [Theory, Trait("Kind", "Unit")]
    [InlineData("vit-micro", 64, 2, 2, 8, 32, 1, 2)]
    [InlineData("vit-tiny", 192, 12, 3, 16, 128, 2, 4)]
    [InlineData("vit-small", 384, 12, 6, 16, 256, 4, 8)]
    [InlineData("vit-base", 768, 12, 12, 16, 512, 8, 16)]
    [InlineData("vit-large", 1024, 24, 16, 16, 512, 8, 16)]
    [InlineData("vit-huge", 1280, 32, 16, 14, 512, 8, 16)]
    public void Get_KnownName_HasThePublishedSizes(
        string name, int width, int depth, int heads, int patchSize, int decoderWidth, int decoderDepth, int decoderHeads)
    {
        Assert.Equal(
            new VitConfig { ImageSize = 224, PatchSize = patchSize, Width = width, Depth = depth, Heads = heads, MlpRatio = 4 },
            ModelPresets.Encoder(name, 224));
        Assert.Equal(new DecoderConfig { Width = decoderWidth, Depth = decoderDepth, Heads = decoderHeads }, ModelPresets.Decoder(name));
        Assert.Empty(Full(name, 224).Problems());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Encoder_OwnPatchSize_ReplacesThePresets() => Assert.Equal(32, ModelPresets.Encoder("vit-base", 224, 32).PatchSize);

    [Fact, Trait("Kind", "Unit")]
    public void Names_Always_GoFromNarrowToWide()
    {
        Assert.Equal(["vit-micro", "vit-tiny", "vit-small", "vit-base", "vit-large", "vit-huge"], ModelPresets.Names);
        Assert.All(ModelPresets.Names, name => Assert.True(ModelPresets.Exists(name)));
        Assert.False(ModelPresets.Exists("vit-giant"));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Get_UnknownName_ListsTheKnownOnes()
    {
        const string message =
            "There is no model 'vit-giant'; known are vit-micro, vit-tiny, vit-small, vit-base, vit-large, vit-huge. (Parameter 'name')";
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => ModelPresets.Encoder("vit-giant", 224)).Message);
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => ModelPresets.Decoder("vit-giant")).Message);
    }

    /// <summary>The formula is first held against real models, then gives the published size without building it.</summary>
    [Fact, Trait("Kind", "Unit")]
    public void ParameterCount_VitBase_IsTheReferences()
    {
        foreach (MaeConfig config in (MaeConfig[])[TinyModels.Mae(), Full("vit-micro", 32)])
        {
            using var scope = NewDisposeScope();
            using var model = new MaskedAutoencoder(config, CPU);
            Assert.Equal(Count(config), model.named_parameters().Sum(pair => pair.parameter.numel()));
        }
        Assert.Equal(111_907_840, Count(Full("vit-base", 224)));
    }

    private static MaeConfig Full(string name, int imageSize) =>
        new() { Encoder = ModelPresets.Encoder(name, imageSize), Decoder = ModelPresets.Decoder(name), NormPixLoss = true };

    private static long Count(MaeConfig config)
    {
        (VitConfig encoder, DecoderConfig decoder) = (config.Encoder, config.Decoder);
        long tokensWithCls = encoder.TokenCount + 1;
        long encoderCount = Linear(encoder.PatchLength, encoder.Width) + encoder.Width + tokensWithCls * encoder.Width
            + encoder.Depth * Block(encoder.Width) + Norm(encoder.Width);
        long decoderCount = Linear(encoder.Width, decoder.Width) + decoder.Width + tokensWithCls * decoder.Width
            + decoder.Depth * Block(decoder.Width) + Norm(decoder.Width) + Linear(decoder.Width, encoder.PatchLength);
        return encoderCount + decoderCount;
    }

    private static long Block(long width) =>
        2 * Norm(width) + Linear(width, 3 * width) + Linear(width, width) + Linear(width, 4 * width) + Linear(4 * width, width);

    private static long Linear(long inputs, long outputs) => (inputs + 1) * outputs;

    private static long Norm(long width) => 2 * width;
}
