using System.Text.Json;
using MaeUnderstand.Cli.Tests.Support;
using MaeUnderstand.Torch.Safetensors;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary><c>mae convert</c> on a checkpoint of the reference.</summary>
public sealed class ConvertTests : IDisposable
{
    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "Golden")]
    public void Convert_ThroughEveryForm_KeepsEveryBit()
    {
        ConvertCheckpoint("first.safetensors");
        run.Succeed("convert", "first.safetensors", "hf");
        run.Succeed("convert", "hf", "second.safetensors");

        AssertSameTensors(Golden.File("mae", "checkpoint_weights.safetensors"), run["first.safetensors"]);
        AssertSameTensors(Golden.File("mae", "checkpoint_weights.safetensors"), run["second.safetensors"]);
        Assert.Equal(File.ReadAllBytes(run["first.safetensors"]), File.ReadAllBytes(run["second.safetensors"]));
    }

    [Fact, Trait("Kind", "Golden")]
    public void Convert_Checkpoint_HasTheManifestsNamesShapesAndTypesInItsOrder()
    {
        ConvertCheckpoint("model.safetensors");

        using SafetensorsFile file = SafetensorsFile.Open(run["model.safetensors"]);
        Assert.Equal(
            Golden.Json("mae", "checkpoint_manifest.json").GetProperty("model").EnumerateArray().Select(
                item => $"{item.GetProperty("name")} {item.GetProperty("dtype")} {string.Join(',', item.GetProperty("shape").EnumerateArray())}"),
            file.Entries.Select(entry => $"{entry.Name} {entry.ElementType.ToString().ToLowerInvariant()} {string.Join(',', entry.Shape)}"));
    }

    [Fact, Trait("Kind", "Golden")]
    public void Convert_ToHuggingFace_WritesTheirConfiguration()
    {
        ConvertCheckpoint("hf");

        JsonElement tiny = Tiny();
        using JsonDocument config = JsonDocument.Parse(File.ReadAllText(run["hf/config.json"]));
        JsonElement root = config.RootElement;
        Assert.Equal("vit_mae", root.GetProperty("model_type").GetString());
        Assert.Equal("ViTMAEForPreTraining", root.GetProperty("architectures")[0].GetString());
        foreach ((string theirs, string reference) in new[]
        {
            ("image_size", "img_size"), ("patch_size", "patch_size"), ("hidden_size", "embed_dim"), ("num_hidden_layers", "depth"),
            ("num_attention_heads", "num_heads"), ("decoder_hidden_size", "decoder_embed_dim"),
            ("decoder_num_hidden_layers", "decoder_depth"), ("decoder_num_attention_heads", "decoder_num_heads"),
        })
            Assert.Equal(tiny.GetProperty(reference).GetInt32(), root.GetProperty(theirs).GetInt32());
        bool isNormPixLoss = Golden.Json("mae", "checkpoint_manifest.json").GetProperty("args").GetProperty("norm_pix_loss").GetBoolean();
        Assert.Equal(isNormPixLoss, root.GetProperty("norm_pix_loss").GetBoolean());
        using SafetensorsFile file = SafetensorsFile.Open(run["hf/model.safetensors"]);
        Assert.All(
            ["vit.embeddings.cls_token", "vit.encoder.layer.0.attention.attention.query.weight", "decoder.decoder_pred.bias"],
            name => Assert.True(file.Contains(name), name));
    }

    [Fact, Trait("Kind", "Golden")]
    public void Convert_WithoutHeads_AsksForThem()
    {
        string checkpoint = Golden.File("mae", "checkpoint.pth");
        JsonElement tiny = Tiny();
        string Question(int width, string option) => $"'{checkpoint}' does not say how many attention heads its width-{width} transformer has, " +
            $"and no standard model has that width; give {option} N.";

        int width = tiny.GetProperty("embed_dim").GetInt32();
        int decoderWidth = tiny.GetProperty("decoder_embed_dim").GetInt32();
        Assert.SkipWhen(width is 192 or 384 or 768 or 1024 or 1280, $"The fixture's width {width} has a standard number of heads.");
        Assert.SkipWhen(decoderWidth is 384 or 512, $"The fixture's decoder width {decoderWidth} has a standard number of heads.");
        run.Refuse(Question(width, "--heads"), "convert", checkpoint, "x.safetensors");
        run.Refuse(Question(decoderWidth, "--decoder-heads"),
            "convert", checkpoint, "x.safetensors", "--heads", $"{tiny.GetProperty("num_heads")}");
    }

    [Fact, Trait("Kind", "Golden")]
    public void Convert_MaliciousFile_IsRefusedByTheGlobalItAsksFor()
    {
        string malicious = Golden.File("mae", "malicious.pth");
        Assert.Equal(ExitCode.BadInput, run.Invoke("convert", malicious, "x.safetensors"));

        Assert.Matches($@"^mae: '{malicious}' was not loaded: it asks for '[\w.]+'\. Only plain state dicts are read, and nothing in a file is run\.$",
            Assert.Single(run.ErrorLines));
        Assert.Empty(Directory.GetFileSystemEntries(run.Folder));
    }

    [Fact, Trait("Kind", "Golden")]
    public void Convert_TruncatedFile_IsRefused()
    {
        string truncated = Golden.File("mae", "truncated.pth");
        Assert.Equal(ExitCode.BadInput, run.Invoke("convert", truncated, "x.safetensors"));

        Assert.StartsWith($"mae: '{truncated}' ", Assert.Single(run.ErrorLines));
        Assert.Empty(Directory.GetFileSystemEntries(run.Folder));
    }

    [Theory, Trait("Kind", "Golden")]
    [InlineData("out.pth"), InlineData("out.PT"), InlineData("out.bin"), InlineData("out.ckpt")]
    public void Convert_OutputOfPyTorch_IsRefused(string output)
    {
        run.Refuse($"'{output}' is neither a .safetensors file nor a folder: those are what can be written (PyTorch reads safetensors too).",
            CheckpointTo(output));
        Assert.Empty(Directory.GetFileSystemEntries(run.Folder));
    }

    [Fact, Trait("Kind", "Golden")]
    public void Convert_OutputBelowNothing_IsRefused() =>
        run.Refuse($"'{Path.Combine("none", "x.safetensors")}' cannot be written: there is no folder '{run["none"]}'.",
            CheckpointTo(Path.Combine("none", "x.safetensors")));

    [Fact, Trait("Kind", "EndToEnd")]
    public void Convert_NothingThere_IsRefused() =>
        run.Refuse("There is no checkpoint 'nowhere.pth'.", "convert", "nowhere.pth", "x.safetensors");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Convert_NoPyTorchFile_IsRefused()
    {
        File.WriteAllText(run["text.pth"], "text");
        Assert.Equal(ExitCode.BadInput, run.Invoke("convert", "text.pth", "x.safetensors"));
        Assert.StartsWith("mae: 'text.pth' ", Assert.Single(run.ErrorLines));
    }

    private static JsonElement Tiny() => Golden.Json("mae", "config.json").GetProperty("tiny");

    private static string[] CheckpointTo(string output) =>
    [
        "convert", Golden.File("mae", "checkpoint.pth"), output,
        "--heads", $"{Tiny().GetProperty("num_heads")}", "--decoder-heads", $"{Tiny().GetProperty("decoder_num_heads")}",
    ];

    private void ConvertCheckpoint(string output) => run.Succeed(CheckpointTo(output));

    private static void AssertSameTensors(string expectedPath, string actualPath)
    {
        using SafetensorsFile expected = SafetensorsFile.Open(expectedPath);
        using SafetensorsFile actual = SafetensorsFile.Open(actualPath);
        Assert.Equal(expected.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal), actual.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        foreach (SafetensorsEntry entry in expected.Entries)
        {
            Assert.Equal(entry.Shape, actual[entry.Name].Shape);
            Assert.Equal(Bits(expected, entry.Name), Bits(actual, entry.Name));
        }
    }

    private static int[] Bits(SafetensorsFile file, string name) => [.. file.ReadArray<float>(name).Select(BitConverter.SingleToInt32Bits)];
}
