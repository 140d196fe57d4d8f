using MaeUnderstand.Cli.Tests.Support;
using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary><c>mae reconstruct</c>. The pictures have four columns of 32 pixels, each enlarged to 4 x 4, and 2 pixels round each image.</summary>
public sealed class ReconstructTests(TrainedRun trained) : IClassFixture<TrainedRun>, IDisposable
{
    private const int Side = 32;
    private const int Scale = 4;
    private const int Gap = 2;
    private const int Pitch = Side * Scale + Gap;
    private const int Columns = 4;

    private enum Column
    {
        Original,
        Masked,
        Reconstruction,
        WithVisible,
    }

    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_RunDirectory_DrawsARowAnImage()
    {
        Draw("--checkpoint", trained.FullName, "--images", trained.Images);

        Assert.Equal("Drew 3 images to grid.png.", Assert.Single(run.OutputLines));
        (_, int width, int height) = TinyImages.Read(run["grid.png"]);
        Assert.Equal((Gap + Columns * Pitch, Gap + 3 * Pitch), (width, height));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_AnyFormOfTheModel_DrawsTheSame()
    {
        Draw("--checkpoint", trained.FullName, "--images", trained.Images);
        byte[] ofRun = TinyImages.Read(run["grid.png"]).Rgb;
        run.Succeed("convert", trained.FullName, "hf");

        foreach (string form in new[] { trained.Checkpoint, trained.Weights, "hf", Path.Combine("hf", "model.safetensors") })
        {
            Draw("--checkpoint", form, "--images", trained.Images);
            Assert.True(ofRun.SequenceEqual(TinyImages.Read(run["grid.png"]).Rgb), $"'{form}' draws another picture than the run directory.");
        }
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_TrainedRatio_HidesThreeQuarters()
    {
        Draw("--checkpoint", trained.FullName, "--images", trained.Images);

        for (int row = 0; row < 3; row++)
        {
            bool[] hidden = Hidden(row, unit: 8);
            Assert.Equal(12, hidden.Count(isHidden => isHidden));
        }
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_RatioZero_HidesNothing()
    {
        Draw("--checkpoint", trained.FullName, "--images", "synthetic", "--count", "2", "--mask-ratio", "0");

        for (int row = 0; row < 2; row++)
        {
            byte[] original = Cell(row, Column.Original);
            Assert.Equal(original, Cell(row, Column.Masked));
            Assert.Equal(original, Cell(row, Column.WithVisible));
            Assert.NotEqual(original, Cell(row, Column.Reconstruction));
        }
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("uniform"), InlineData("grid")]
    public void Reconstruct_OtherMaskPatch_HidesWholeUnits(string sampler)
    {
        Draw("--checkpoint", trained.FullName, "--images", trained.Images, "--mask-patch", "16", "--mask-ratio", "0.5", "--mask-sampler", sampler);

        for (int row = 0; row < 3; row++)
            Assert.Equal(2, Hidden(row, unit: 16).Count(isHidden => isHidden));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_BlockSampler_HidesTheSameShare()
    {
        Draw("--checkpoint", trained.FullName, "--images", trained.Images, "--mask-sampler", "block", "--mask-ratio", "0.5");

        for (int row = 0; row < 3; row++)
            Assert.Equal(8, Hidden(row, unit: 8).Count(isHidden => isHidden));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_Seed_FixesTheMasks()
    {
        string[] args = ["--checkpoint", trained.FullName, "--images", trained.Images, "--seed"];
        Draw([.. args, "1"]);
        byte[] first = Cell(0, Column.Masked);
        Draw([.. args, "1"]);
        Assert.Equal(first, Cell(0, Column.Masked));
        Draw([.. args, "2"]);
        Assert.NotEqual(first, Cell(0, Column.Masked));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_CorruptImage_IsLeftOutWithAWarning()
    {
        TinyImages.Make(run["images"], 2, corruptCount: 1);
        Draw("--checkpoint", trained.FullName, "--images", "images");

        Assert.StartsWith($"warning: cannot read {Path.Combine("images", "broken-00.png")}: ", Assert.Single(run.ErrorLines));
        Assert.Equal("Drew 2 images to grid.png.", Assert.Single(run.OutputLines));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_EncoderOnly_IsRefusedWithTheReason()
    {
        WriteEncoderOf(trained.Weights, keepsDescription: false);
        run.Refuse("'encoder.safetensors' holds an encoder without a decoder, so it cannot reconstruct images: a decoder with random weights " +
            "would draw noise. Use the full checkpoint (the reference's are named *_full.pth).",
            "reconstruct", "--checkpoint", "encoder.safetensors", "--images", trained.Images, "--heads", "2");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_DescribedDecoderIsMissing_IsRefusedWithTheReason()
    {
        WriteEncoderOf(trained.Weights, keepsDescription: true);
        run.Refuse("'encoder.safetensors' holds an encoder without a decoder, so it cannot reconstruct images: a decoder " +
            "with random weights would draw noise. Use the full checkpoint (the reference's are named *_full.pth).",
            "reconstruct", "--checkpoint", "encoder.safetensors", "--images", trained.Images);
        Assert.False(File.Exists(run["grid.png"]));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_NoCheckpointAndNoImages_AreBothNamed()
    {
        Assert.Equal(ExitCode.BadInput, run.Invoke("reconstruct"));
        Assert.Equal(
        [
            "mae: --checkpoint is missing: name a run directory or a checkpoint.",
            "mae: --images is missing: name a folder of images, or 'synthetic'.",
        ], run.ErrorLines);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_NothingThere_IsRefused() =>
        Refuse("There is no checkpoint 'nowhere'.", "--checkpoint", "nowhere", "--images", trained.Images);

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_FolderWithoutModel_IsRefused()
    {
        Directory.CreateDirectory(run["folder"]);
        Refuse("The folder 'folder' holds no model.safetensors: it is neither a checkpoint nor a Hugging Face model.",
            "--checkpoint", "folder", "--images", trained.Images);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_RunWithoutCheckpoint_IsRefused()
    {
        Directory.CreateDirectory(run["run/checkpoints"]);
        Refuse("The run 'run' has no checkpoint yet.", "--checkpoint", "run", "--images", trained.Images);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_FolderWithoutImages_IsRefused()
    {
        Directory.CreateDirectory(run["empty"]);
        Refuse("The folder 'empty' is empty.", "--checkpoint", trained.FullName, "--images", "empty");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_OnlyCorruptImages_IsRefused()
    {
        TinyImages.Make(run["images"], 0, corruptCount: 1);
        Assert.Equal(ExitCode.BadInput, run.Invoke("reconstruct", "--checkpoint", trained.FullName, "--images", "images"));
        Assert.StartsWith("mae: None of the 1 images chosen could be read; the first: ", run.ErrorLines[^1]);
        Assert.Contains(Path.Combine("images", "broken-00.png"), run.ErrorLines[^1]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_TruncatedFile_IsRefused()
    {
        File.WriteAllBytes(run["cut.safetensors"], File.ReadAllBytes(trained.Weights)[..^1]);

        Assert.Equal(ExitCode.BadInput, run.Invoke("reconstruct", "--checkpoint", "cut.safetensors", "--images", trained.Images));

        Assert.Matches(@"^mae: 'cut\.safetensors' is faulty: tensor '[a-z0-9_.]+' has the data_offsets \[\d+, \d+\], but the file holds \d+ bytes of data\.$",
            Assert.Single(run.ErrorLines));
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("--mask-ratio must be at least 0 and below 1, but is 1.", "--mask-ratio", "1")]
    [InlineData("--mask-ratio 0.97 leaves none of 16 tokens visible; lower it, or use a smaller --patch.", "--mask-ratio", "0.97")]
    [InlineData("--mask-patch must be a multiple of the ViT patch (8), but is 12.", "--mask-patch", "12")]
    [InlineData("--mask-sampler must be one of block, grid, uniform, but is 'dice'.", "--mask-sampler", "dice")]
    [InlineData("--count must be at least 1, but is 0.", "--count", "0")]
    [InlineData("--device must be auto, cpu, cuda or cuda:N, but is 'cuda:'.", "--device", "cuda:")]
    public void Reconstruct_OutOfRange_IsRefused(string message, string option, string value) =>
        Refuse(message, "--checkpoint", trained.FullName, "--images", trained.Images, option, value);

    [Fact, Trait("Kind", "EndToEnd")]
    public void Reconstruct_OutputFolderMissing_IsRefusedBeforeTheWork() =>
        run.Refuse($"'{Path.Combine("none", "grid.png")}' cannot be written: there is no folder '{run["none"]}'.",
            "reconstruct", "--checkpoint", "nowhere", "--images", trained.Images, "--out", Path.Combine("none", "grid.png"));

    private void Draw(params string[] args) => run.Succeed(["reconstruct", "--out", "grid.png", "--device", "cpu", .. args]);

    private void Refuse(string message, params string[] args) => run.Refuse(message, ["reconstruct", "--out", "grid.png", .. args]);

    private void WriteEncoderOf(string weights, bool keepsDescription)
    {
        using var scope = NewDisposeScope();
        using SafetensorsFile file = SafetensorsFile.Open(weights);
        SafetensorsWriter.Write(
            run["encoder.safetensors"],
            [.. file.Entries.Select(entry => entry.Name)
                .Where(name => !name.StartsWith("decoder_", StringComparison.Ordinal) && name != "mask_token")
                .Select(name => KeyValuePair.Create(name, file.Read(name)))],
            keepsDescription ? file.Metadata : null);
    }

    /// <summary>For each unit of a row's image, whether it is grey throughout; a unit is that or the original's, never a mixture.</summary>
    private bool[] Hidden(int row, int unit)
    {
        byte[] original = Cell(row, Column.Original);
        byte[] masked = Cell(row, Column.Masked);
        int across = Side / unit;
        var hidden = new bool[across * across];
        for (int i = 0; i < hidden.Length; i++)
        {
            byte[] seen = Unit(masked, unit, i / across, i % across);
            hidden[i] = seen.All(value => value == 128);
            if (!hidden[i])
                Assert.Equal(Unit(original, unit, i / across, i % across), seen);
        }
        return hidden;
    }

    private static byte[] Unit(byte[] cell, int unit, int row, int column) =>
        [.. Enumerable.Range(row * unit, unit).SelectMany(y => cell.AsSpan((y * Side + column * unit) * 3, unit * 3).ToArray())];

    private byte[] Cell(int row, Column column)
    {
        (byte[] rgb, int width, _) = TinyImages.Read(run["grid.png"]);
        int top = Gap + row * Pitch;
        int left = Gap + (int)column * Pitch;
        return
        [
            .. from y in Enumerable.Range(0, Side)
               from x in Enumerable.Range(0, Side)
               from channel in Enumerable.Range(0, 3)
               select rgb[((top + y * Scale) * width + left + x * Scale) * 3 + channel],
        ];
    }
}
