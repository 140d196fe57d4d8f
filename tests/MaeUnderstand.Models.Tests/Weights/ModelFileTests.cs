using System.Text.Json.Nodes;
using MaeUnderstand.Masking;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests.Weights;

public sealed class ModelFileTests : IDisposable
{
    private static readonly MaskConfig Mask = new() { PatchSize = 8, Ratio = 0.5, Sampler = "grid" };

    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly MaskedAutoencoder model = TinyModels.Build(normPixLoss: true, seed: 9);

    private string OwnPath => folder["own.safetensors"];

    private string TheirPath => Path.Combine(folder["hf"], "model.safetensors");

    private string ConfigPath => Path.Combine(folder["hf"], "config.json");

    public void Dispose()
    {
        model.Dispose();
        scope.Dispose();
        folder.Dispose();
    }

    [Fact, Trait("Kind", "Unit")]
    public void WriteHuggingFace_AndBack_KeepsEveryBit()
    {
        WriteOwn();
        using (ModelFile own = ModelFile.Open(OwnPath, ModelHints.None))
        {
            own.WriteSafetensors(folder["first.safetensors"]);
            own.WriteHuggingFace(folder["hf"]);
        }
        using (ModelFile theirs = ModelFile.Open(folder["hf"], ModelHints.None))
        {
            Assert.Equal(ModelDescription.Of(model.Config, Mask), theirs.Description);
            theirs.WriteSafetensors(folder["second.safetensors"]);
        }
        Assert.Equal(File.ReadAllBytes(folder["first.safetensors"]), File.ReadAllBytes(folder["second.safetensors"]));
        using ModelFile back = ModelFile.Open(folder["second.safetensors"], ModelHints.None);
        foreach ((string name, Tensor expected) in ModelWeights.Of(model))
            Assert.Equal(TinyModels.Numbers(expected), TinyModels.Numbers(back.Weights.Read(name)));
        Assert.Equal(["config.json", "model.safetensors"], Directory.EnumerateFiles(folder["hf"]).Select(Path.GetFileName).Order());
    }

    [Fact, Trait("Kind", "Unit")]
    public void WriteSafetensors_AnyModel_UsesTheReferencesOrder()
    {
        WriteOwn();
        using (ModelFile own = ModelFile.Open(OwnPath, ModelHints.None))
            own.WriteSafetensors(folder["copy.safetensors"]);
        using SafetensorsFile copy = SafetensorsFile.Open(folder["copy.safetensors"]);
        Assert.Equal(ParameterNames.All(2, 1), copy.Entries.Select(entry => entry.Name));
    }

    [Fact, Trait("Kind", "Unit")]
    public void WriteHuggingFace_JointProjection_IsCutIntoQueryKeyAndValue()
    {
        WriteHuggingFace();
        using SafetensorsFile theirs = SafetensorsFile.Open(TheirPath);
        float[] joint = TinyModels.Numbers(TinyModels.Parameters(model)["blocks.1.attn.qkv.weight"]);
        string[] parts = ["query", "key", "value"];
        Assert.Equal(joint, parts.SelectMany(part => theirs.ReadArray<float>($"vit.encoder.layer.1.attention.attention.{part}.weight")));
        Assert.Equal([16, 16], theirs["vit.encoder.layer.1.attention.attention.key.weight"].Shape);
    }

    [Fact, Trait("Kind", "Unit")]
    public void WriteHuggingFace_Config_DescribesTheModel()
    {
        WriteHuggingFace();
        JsonNode config = JsonNode.Parse(File.ReadAllText(ConfigPath))!;
        Assert.Equal("ViTMAEForPreTraining", (string?)config["architectures"]![0]);
        Assert.Equal("vit_mae", (string?)config["model_type"]);
        Assert.Equal(
            [16, 4, 3, 16, 2, 2, 64, 8, 1, 2, 32],
            new[]
            {
                "image_size", "patch_size", "num_channels", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
                "decoder_hidden_size", "decoder_num_hidden_layers", "decoder_num_attention_heads", "decoder_intermediate_size",
            }.Select(key => (int)config[key]!));
        Assert.Equal(0.5, (double)config["mask_ratio"]!);
        Assert.Equal(1e-6, (double)config["layer_norm_eps"]!);
        Assert.True((bool)config["norm_pix_loss"]!);
    }

    [Fact, Trait("Kind", "Unit")]
    public void LoadMae_EitherForm_ComputesTheSame()
    {
        WriteHuggingFace();
        using ModelFile theirs = ModelFile.Open(folder["hf"], ModelHints.None);
        using MaskedAutoencoder loaded = theirs.LoadMae(CPU);
        using MaskBatch mask = TinyModels.Masks(2, 0.75);
        Tensor images = TinyModels.Images(2);
        Assert.Equal(TinyModels.Numbers(model.Reconstruct(images, mask)), TinyModels.Numbers(loaded.Reconstruct(images, mask)));
    }

    [Fact, Trait("Kind", "Unit")]
    public void RequireMae_EncoderOnly_ExplainsWhyNot()
    {
        WriteOwn(name => !name.StartsWith("decoder", StringComparison.Ordinal) && name != "mask_token", hasDecoder: false);
        using ModelFile file = ModelFile.Open(OwnPath, ModelHints.None);
        string message = $"'{OwnPath}' holds an encoder without a decoder, so it cannot reconstruct images: a decoder " +
            "with random weights would draw noise. Use the full checkpoint (the reference's are named *_full.pth).";
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => file.RequireMae()).Message);
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => file.LoadMae(CPU)).Message);
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => file.WriteHuggingFace(folder["hf"])).Message);
        Assert.False(Directory.Exists(folder["hf"]));

        file.WriteSafetensors(folder["copy.safetensors"]);
        using SafetensorsFile copy = SafetensorsFile.Open(folder["copy.safetensors"]);
        Assert.Equal(ParameterNames.All(2, 0), copy.Entries.Select(entry => entry.Name));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Load_EncoderOnlyIntoTheWholeModel_ExplainsWhyNot()
    {
        WriteOwn(name => !name.StartsWith("decoder", StringComparison.Ordinal) && name != "mask_token", hasDecoder: false);
        using ModelFile file = ModelFile.Open(OwnPath, ModelHints.None);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => ModelWeights.Load(model, file.Weights));
        Assert.Equal($"'{OwnPath}' holds an encoder without a decoder, so it cannot reconstruct images: " +
            "a decoder with random weights would draw noise. Use the full checkpoint (the reference's are named *_full.pth).", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Load_MissingTensor_NamesItAndChangesNothing()
    {
        WriteOwn(name => name != "norm.bias");
        using ModelFile file = ModelFile.Open(OwnPath, ModelHints.None);
        using MaskedAutoencoder other = TinyModels.Build(seed: 1);
        float[] before = TinyModels.Numbers(TinyModels.Parameters(other)["cls_token"]);
        string message = $"'{OwnPath}' has no tensor 'norm.bias', which the model needs. Was it trained as another --model?";
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => ModelWeights.Load(other, file.Weights)).Message);
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => file.LoadMae(CPU)).Message);
        Assert.Equal(before, TinyModels.Numbers(TinyModels.Parameters(other)["cls_token"]));
        Assert.Equal($"'{OwnPath}' has no tensor 'norm.bias': it is not a whole masked autoencoder.",
            Assert.Throws<InvalidDataException>(() => file.WriteSafetensors(folder["copy.safetensors"])).Message);
        Assert.Equal(["own.safetensors"], Directory.EnumerateFiles(folder.FullName).Select(Path.GetFileName));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Load_OtherImageSize_NamesBothShapes()
    {
        WriteOwn();
        using ModelFile file = ModelFile.Open(OwnPath, ModelHints.None);
        using var larger = new MaskedAutoencoder(TinyModels.Mae() with { Encoder = TinyModels.Encoder with { ImageSize = 32 } }, CPU);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => ModelWeights.Load(larger, file.Weights));
        Assert.Equal($"'{OwnPath}' has decoder_pos_embed [1, 17, 8], the model needs [1, 65, 8]. " +
            "Was it trained with another --image-size or --patch?", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Load_OtherWidth_NamesBothShapes()
    {
        WriteOwn();
        using ModelFile file = ModelFile.Open(OwnPath, ModelHints.None);
        using var wider = new MaskedAutoencoder(TinyModels.Mae() with { Encoder = TinyModels.Encoder with { Width = 32 } }, CPU);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => ModelWeights.Load(wider, file.Weights));
        Assert.Equal($"'{OwnPath}' has cls_token [1, 1, 16], the model needs [1, 1, 32]. " +
            "Was it trained as another --model, or with another --patch or decoder?", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_NothingThere_SaysSo()
    {
        Directory.CreateDirectory(folder["empty"]);
        Assert.Equal($"There is no checkpoint '{OwnPath}'.",
            Assert.Throws<FileNotFoundException>(() => ModelFile.Open(OwnPath, ModelHints.None)).Message);
        Assert.Equal($"The folder '{folder["empty"]}' holds no model.safetensors: it is neither a checkpoint nor a Hugging Face model.",
            Assert.Throws<FileNotFoundException>(() => ModelFile.Open(folder["empty"], ModelHints.None)).Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_HuggingFaceWithoutConfig_SaysSo()
    {
        WriteHuggingFace();
        File.Delete(ConfigPath);
        AssertHuggingFaceFault($"'{TheirPath}' is a Hugging Face model, but there is no config.json beside it.");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_HuggingFaceModelOfAnotherType_SaysWhichCanBeRead()
    {
        WriteHuggingFace(config => config["model_type"] = "vit");
        AssertHuggingFaceFault($"'{ConfigPath}' configures a 'vit' model; only 'vit_mae' can be read.");
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("num_channels", "1")]
    [InlineData("hidden_act", "\"relu\"")]
    [InlineData("qkv_bias", "false")]
    [InlineData("intermediate_size", "65")]
    [InlineData("hidden_size", "0")]
    public void Open_HuggingFaceModelOfAnotherMake_SaysWhatIsSupported(string key, string value)
    {
        WriteHuggingFace(config => config[key] = JsonNode.Parse(value));
        AssertHuggingFaceFault($"'{ConfigPath}' configures a ViTMAE with another input, activation, projection or MLP " +
            "than the reference's (3 channels, gelu, biases, a whole MLP ratio).");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_HuggingFaceModelOfImpossibleShape_ListsEveryFault()
    {
        WriteHuggingFace(config => (config["patch_size"], config["num_attention_heads"]) = (0, 3));
        AssertHuggingFaceFault($"'{ConfigPath}' configures an impossible model: --patch must be at least 1 pixel, but is 0. " +
            "The encoder's width 16 is not divisible by its 3 heads.");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_HuggingFaceConfigThatIsNoJson_SaysSo()
    {
        WriteHuggingFace();
        File.WriteAllText(ConfigPath, "null");
        AssertHuggingFaceFault($"'{ConfigPath}' is no configuration of a model: it is null");
    }

    private void WriteOwn(Func<string, bool>? isWritten = null, bool hasDecoder = true)
    {
        ModelDescription description = ModelDescription.Of(model.Config, Mask);
        SafetensorsWriter.Write(
            OwnPath,
            ModelWeights.Of(model).Where(pair => isWritten?.Invoke(pair.Key) ?? true),
            (hasDecoder ? description : description with { Decoder = null }).ToMetadata());
    }

    private void WriteHuggingFace(Action<JsonNode>? change = null)
    {
        WriteOwn();
        using (ModelFile own = ModelFile.Open(OwnPath, ModelHints.None))
            own.WriteHuggingFace(folder["hf"]);
        JsonNode config = JsonNode.Parse(File.ReadAllText(ConfigPath))!;
        change?.Invoke(config);
        File.WriteAllText(ConfigPath, config.ToJsonString());
    }

    private void AssertHuggingFaceFault(string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => ModelFile.Open(folder["hf"], ModelHints.None)).Message);
}
