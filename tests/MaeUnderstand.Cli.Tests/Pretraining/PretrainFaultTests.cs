using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Pretraining;

/// <summary>Input that <c>mae pretrain</c> refuses: one line, exit code 2, and no run directory.</summary>
public sealed class PretrainFaultTests : IDisposable
{
    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void Data_MissingFolder_IsRefused() => Refuse("There is no folder 'nowhere'.", "--data", "nowhere");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Data_File_IsRefused()
    {
        File.WriteAllText(run["file"], "text");
        Refuse("'file' is neither a folder of images nor a file that 'mae data pack' wrote: it does not begin as one.", "--data", "file");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Data_EmptyFolder_IsRefused()
    {
        Directory.CreateDirectory(run["empty"]);
        Refuse("The folder 'empty' is empty.", "--data", "empty");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Data_FolderWithoutImages_IsRefused()
    {
        Directory.CreateDirectory(run["texts"]);
        File.WriteAllText(run["texts/image.txt"], "text");
        Refuse("'texts' holds no images; files that end in .jpg, .jpeg, .png, .webp, .bmp, .gif are read.", "--data", "texts");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Data_BlankName_IsRefused() =>
        Refuse("--data names no folder; leave it out for synthetic images.", "--data", " ");

    [Fact, Trait("Kind", "EndToEnd")]
    public void BatchSize_LargerThanTheDataSet_IsRefused()
    {
        TinyImages.Make(run["images"], 3);
        Refuse("--batch-size 4 x --accumulation 1 needs 4 images a step, but the data set holds 3; use a smaller --batch-size.",
            "--data", "images", "--batch-size", "4");
        Refuse("--batch-size 2 x --accumulation 2 needs 4 images a step, but the data set holds 3; use a smaller --batch-size.",
            "--data", "images", "--batch-size", "2", "--accumulation", "2");
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("--mask-patch must be a multiple of the ViT patch (8), but is 12.", "--mask-patch", "12")]
    [InlineData("--mask-patch must be a multiple of the ViT patch (8), but is 0.", "--mask-patch", "0")]
    [InlineData("--mask-patch 24 is larger than the image (16).", "--mask-patch", "24")]
    [InlineData("--image-size 20 is not a multiple of --patch 8; the nearest are 16 and 24.", "--image-size", "20")]
    [InlineData("--image-size must be at least 1 pixel, but is 0.", "--image-size", "0")]
    [InlineData("--patch must be at least 1 pixel, but is -8.", "--patch", "-8")]
    [InlineData("--mask-ratio must be above 0 and below 1, but is 0.", "--mask-ratio", "0")]
    [InlineData("--mask-ratio must be above 0 and below 1, but is 1.", "--mask-ratio", "1")]
    [InlineData("--mask-ratio must be above 0 and below 1, but is -0.1.", "--mask-ratio", "-0.1")]
    [InlineData("--mask-ratio must be above 0 and below 1, but is NaN.", "--mask-ratio", "NaN")]
    [InlineData("--mask-ratio 0.9 leaves none of 4 tokens visible; lower it, or use a smaller --patch.", "--mask-ratio", "0.9")]
    [InlineData("--mask-ratio 1E-17 removes none of 4 tokens, so there is nothing to predict; raise it.", "--mask-ratio", "1e-17")]
    [InlineData("--mask-sampler must be one of block, grid, uniform, but is 'random'.", "--mask-sampler", "random")]
    [InlineData("The decoder's width 32 is not divisible by its 3 heads.", "--decoder-heads", "3")]
    [InlineData("The decoder needs at least 1 head, but has 0.", "--decoder-heads", "0")]
    [InlineData("The decoder needs at least 1 block, but its depth is 0.", "--decoder-depth", "0")]
    [InlineData("The decoder's width must be a multiple of 4 (for the sin-cos position embedding), but is 30.", "--decoder-width", "30")]
    [InlineData("--model must be one of vit-micro, vit-tiny, vit-small, vit-base, vit-large, vit-huge, but is 'vit'.", "--model", "vit")]
    [InlineData("--device must be auto, cpu, cuda or cuda:N, but is 'tpu'.", "--device", "tpu")]
    public void Model_Impossible_IsRefused(string message, string option, string value) => Refuse(message, option, value);

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("--batch-size must be a whole number, but is 'many' (command line).", "--batch-size", "many")]
    [InlineData("--mask-ratio must be a number, but is '75%' (command line).", "--mask-ratio", "75%")]
    [InlineData("--norm-pix-loss must be true or false, but is 'maybe' (command line).", "--norm-pix-loss", "maybe")]
    [InlineData("--steps must be a whole number, but is '1e3' (command line).", "--steps", "1e3")]
    [InlineData("--precision must be one of auto, fp32, bf16, but is 'fp8' (command line).", "--precision", "fp8")]
    public void Value_OfAnotherType_IsRefused(string message, string option, string value) => Refuse(message, option, value);

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("--batch-size must be at least 1, but is 0.", "--batch-size", "0")]
    [InlineData("--accumulation must be at least 1, but is 0.", "--accumulation", "0")]
    [InlineData("--epochs must be at least 1, but is 0.", "--epochs", "0")]
    [InlineData("--steps must be at least 1, but is 0.", "--steps", "0")]
    [InlineData("--blr must be above 0, but is 0.", "--blr", "0")]
    [InlineData("--lr must be above 0, but is -1.", "--lr", "-1")]
    [InlineData("--min-lr must be at least 0, but is -1.", "--min-lr", "-1")]
    [InlineData("--warmup-epochs must be at least 0, but is NaN.", "--warmup-epochs", "NaN")]
    [InlineData("--weight-decay must be at least 0, but is -0.05.", "--weight-decay", "-0.05")]
    [InlineData("--beta1 must be at least 0 and below 1, but is 1.", "--beta1", "1")]
    [InlineData("--beta2 must be at least 0 and below 1, but is -1.", "--beta2", "-1")]
    [InlineData("--clip-grad must be a number above 0, but is 0.", "--clip-grad", "0")]
    [InlineData("--clip-grad must be a number above 0, but is Infinity.", "--clip-grad", "Infinity")]
    [InlineData("--synthetic-images must be at least 1, but is 0.", "--synthetic-images", "0")]
    [InlineData("--workers must be between 0 and 1024, but is -1.", "--workers", "-1")]
    [InlineData("--threads must be at least 1, but is 0.", "--threads", "0")]
    [InlineData("--save-every must be at least 0, but is -1.", "--save-every", "-1")]
    [InlineData("--log-every must be between 1 and 10000, but is 0.", "--log-every", "0")]
    [InlineData("--sample-every must be at least 0, but is -1.", "--sample-every", "-1")]
    [InlineData("--max-bad-fraction must be between 0 and 1, but is 1.5.", "--max-bad-fraction", "1.5")]
    public void Recipe_OutOfRange_IsRefused(string message, string option, string value) => Refuse(message, option, value);

    [Fact, Trait("Kind", "EndToEnd")]
    public void Settings_SeveralFaults_AreALineEach()
    {
        Assert.Equal(ExitCode.BadInput, run.Invoke(TinyRun.Pretrain("--output", "run", "--mask-ratio", "2", "--epochs", "0", "--workers", "-1")));

        Assert.Equal(
        [
            "mae: --mask-ratio must be above 0 and below 1, but is 2.",
            "mae: --epochs must be at least 1, but is 0.",
            "mae: --workers must be between 0 and 1024, but is -1.",
        ], run.ErrorLines);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Config_Missing_IsRefused() =>
        run.Refuse("There is no configuration file 'none.json'.", "pretrain", "--config", "none.json");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Config_UnknownKey_IsRefused()
    {
        File.WriteAllText(run["config.json"], """{ "mask-ration": 0.5 }""");
        run.Refuse("The configuration 'config.json' has the unknown key 'mask-ration'; did you mean 'mask-ratio'?",
            "pretrain", "--config", "config.json");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Output_BelowAFile_IsRefused()
    {
        File.WriteAllText(run["file"], "text");
        Assert.Equal(ExitCode.BadInput, run.Invoke(TinyRun.Pretrain("--output", "file/run")));

        Assert.StartsWith($"mae: Cannot make the run directory '{run["file/run"]}': ", Assert.Single(run.ErrorLines));
        Assert.Equal("text", File.ReadAllText(run["file"]));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Resume_MissingCheckpoint_IsRefused()
    {
        Assert.Equal(ExitCode.BadInput, run.Invoke(TinyRun.Pretrain("--output", "run", "--resume", "nowhere")));

        Assert.Equal("mae: 'nowhere' holds no training.safetensors, so no training can go on from it.", run.ErrorLines[^1]);
        Assert.False(File.Exists(run["run/config.json"]), "A run that never began must not stand in the way of the next one.");
    }

    private void Refuse(string message, params string[] options)
    {
        run.Refuse(message, TinyRun.Pretrain(["--output", "run", .. options]));
        Assert.False(Directory.Exists(run["run"]));
    }
}
