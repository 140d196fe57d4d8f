using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests.Weights;

/// <summary>Files without a description, as other programs write them.</summary>
public sealed class ModelInferenceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    private string FilePath => folder["foreign.safetensors"];

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(192, 3, 384, 12)]
    [InlineData(384, 6, 512, 16)]
    public void Open_StandardWidths_KnowsTheHeads(int width, int heads, int decoderWidth, int decoderHeads)
    {
        var config = new MaeConfig
        {
            Encoder = new VitConfig { ImageSize = 12, PatchSize = 4, Width = width, Depth = 2, Heads = heads, MlpRatio = 2 },
            Decoder = new DecoderConfig { Width = decoderWidth, Depth = 1, Heads = decoderHeads },
            NormPixLoss = false,
        };
        Write(config);
        using ModelFile file = ModelFile.Open(FilePath, new ModelHints { NormPixLoss = false });
        Assert.Equal(config, file.RequireMae());
        Assert.Null(file.Description.Mask);
    }

    [Fact, Trait("Kind", "Unit")]
    public void RequireMae_NothingSaysWhatIsPredicted_AsksForIt()
    {
        Write(TinyModels.Mae());
        using ModelFile file = ModelFile.Open(FilePath, new ModelHints { Heads = 2, DecoderHeads = 2 });
        Assert.Null(file.Description.NormPixLoss);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => file.RequireMae());
        Assert.Equal($"'{FilePath}' does not say whether it predicts normalised patches, and reconstructions would be wrong if guessed; " +
            "give --norm-pix-loss true or false.", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_OtherWidthsWithHints_TakesThem()
    {
        Write(TinyModels.Mae());
        using ModelFile file = ModelFile.Open(FilePath, new ModelHints { Heads = 2, DecoderHeads = 2, NormPixLoss = true });
        Assert.Equal(TinyModels.Mae(normPixLoss: true), file.RequireMae());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_OtherWidths_AsksForTheHeads()
    {
        Write(TinyModels.Mae());
        AssertFault($"'{FilePath}' does not say how many attention heads its width-16 transformer has, " +
            "and no standard model has that width; give --heads N.", ModelHints.None);
        AssertFault($"'{FilePath}' does not say how many attention heads its width-8 transformer has, " +
            "and no standard model has that width; give --decoder-heads N.", new ModelHints { Heads = 2 });
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_HintedHeadsThatDoNotDivide_SaysSo()
    {
        Write(TinyModels.Mae());
        AssertFault($"'{FilePath}' describes an impossible model: The encoder's width 16 is not divisible by its 3 heads.",
            new ModelHints { Heads = 3, DecoderHeads = 2 });
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_OtherTensors_SaysWhatIsMissing()
    {
        SafetensorsWriter.Write(FilePath, [KeyValuePair.Create("fc.weight", zeros(2, 2))]);
        AssertFault($"'{FilePath}' has no tensor 'cls_token': it is no checkpoint of a masked autoencoder or ViT.", ModelHints.None);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_TensorOfOtherDimensions_NamesItsShape()
    {
        SafetensorsWriter.Write(FilePath, [KeyValuePair.Create("cls_token", zeros(16))]);
        AssertFault($"'{FilePath}' has cls_token [16], but it should have 3 dimensions.", ModelHints.None);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(18, 3, 4, 4)]                                                // 17 patches are no square
    [InlineData(17, 1, 4, 4)]                                                // grey images
    [InlineData(17, 3, 4, 2)]                                                // oblong patches
    public void Open_OtherPatches_SaysWhatIsSupported(long tokens, long channels, long rows, long columns)
    {
        SafetensorsWriter.Write(FilePath,
        [
            KeyValuePair.Create("cls_token", zeros(1, 1, 16)),
            KeyValuePair.Create("pos_embed", zeros(1, tokens, 16)),
            KeyValuePair.Create("patch_embed.proj.weight", zeros(16, channels, rows, columns)),
        ]);
        AssertFault($"'{FilePath}' is no vision transformer on square RGB patches in a square grid.", ModelHints.None);
    }

    [Fact, Trait("Kind", "Golden")]
    public void Open_ReferenceCheckpoint_ReadsTheShapeAndTheScriptsArguments()
    {
        MaeConfig expected = GoldenModels.Mae("tiny", GoldenModels.Config.GetProperty("adamw").GetProperty("norm_pix_loss").GetBoolean());
        var hints = new ModelHints { Heads = expected.Encoder.Heads, DecoderHeads = expected.Decoder.Heads };
        using ModelFile file = ModelFile.Open(Golden.File(GoldenModels.Kind, "checkpoint.pth"), hints);
        Assert.Equal(expected, file.RequireMae());
    }

    private void Write(MaeConfig config)
    {
        using var model = new MaskedAutoencoder(config, CPU);
        SafetensorsWriter.Write(FilePath, ModelWeights.Of(model));
    }

    private void AssertFault(string message, ModelHints hints) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => ModelFile.Open(FilePath, hints)).Message);
}
