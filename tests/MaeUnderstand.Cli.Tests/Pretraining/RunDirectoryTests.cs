using System.Globalization;
using System.Text.Json;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Cli.Tests.Support;
using MaeUnderstand.Torch.Safetensors;
using MaeUnderstand.Training.Pretraining;

namespace MaeUnderstand.Cli.Tests.Pretraining;

/// <summary>What <c>mae pretrain</c> leaves behind and prints.</summary>
public sealed class RunDirectoryTests : IDisposable
{
    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_SyntheticImages_WritesALineOfMetricsAStep()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run", "--steps", "5"));

        string[] lines = run.ReadLines("run/metrics.csv");
        Assert.Equal("step,epoch,learning_rate,loss,gradient_norm", lines[0]);
        Assert.Equal(["1", "2", "3", "4", "5"], lines[1..].Select(line => line.Split(',')[0]));
        Assert.All(lines[1..], line => Assert.InRange(double.Parse(line.Split(',')[3], CultureInfo.InvariantCulture), 1e-3, 10));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_FolderOfImages_TrainsOnThemAll()
    {
        TinyImages.Make(run["images/a"], 3);
        TinyImages.Make(run["images/b"], 2);

        run.Succeed(TinyRun.Pretrain("--output", "run", "--data", "images", "--batch-size", "5", "--epochs", "2", "--steps", "2"));

        Assert.Contains(run.ErrorLines, line => line.StartsWith("Training ", StringComparison.Ordinal) && line.Contains("on 5 images for 2 steps of 5"));
        Assert.Equal(["0", "1"], run.ReadLines("run/metrics.csv")[1..].Select(line => line.Split(',')[1]));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_SaveEveryTwoOfFive_WritesThreeWholeCheckpoints()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run", "--steps", "5", "--save-every", "2"));

        string[] checkpoints = [.. Directory.GetFileSystemEntries(run["run/checkpoints"]).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
        Assert.Equal(["step-00000002", "step-00000004", "step-00000005"], checkpoints);
        foreach (string checkpoint in checkpoints)
        {
            using SafetensorsFile weights = SafetensorsFile.Open(run[$"run/checkpoints/{checkpoint}/model.safetensors"]);
            using SafetensorsFile state = SafetensorsFile.Open(run[$"run/checkpoints/{checkpoint}/training.safetensors"]);
            Assert.True(weights.Contains("blocks.0.attn.qkv.weight") && weights.Contains("decoder_pred.bias"));
            Assert.Equal(int.Parse(checkpoint[5..], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture), state.Metadata["step"]);
        }
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_AnyRun_LogsJsonAndTensorBoardEvents()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run", "--sample-every", "2"));

        string[] lines = run.ReadLines("run/log.jsonl");
        JsonElement[] events = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.All(events, item => Assert.Equal(JsonValueKind.Object, item.ValueKind));
        Assert.Equal([1, 2, 3, 4], events.Where(item => item.TryGetProperty("Loss", out _)).Select(item => item.GetProperty("Step").GetInt32()));

        string board = Assert.Single(Directory.GetFiles(run["run/tensorboard"]));
        string content = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(board));
        Assert.All(["train/loss", "train/lr", "train/images_per_second", "samples/reconstruction"], tag => Assert.Contains(tag, content));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_AnyRun_ReportsLossAndCheckpointOnStandardOutput()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run"));

        Assert.Equal(3, run.OutputLines.Length);
        Assert.Matches(@"^Finished at step 4 after \d\d:\d\d:\d\d\.$", run.OutputLines[0]);
        Assert.Matches(@"^Loss: \d\.\d{4} in the first epoch, \d\.\d{4} in the last \(\d+\.\d %\)\.$", run.OutputLines[1]);
        Assert.Equal($"Checkpoint: {run["run/checkpoints/step-00000004"]}", run.OutputLines[2]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_AnyRun_PrintsEveryResolvedOptionWithItsOrigin()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run"));

        Assert.Equal("Options:", run.ErrorLines[0]);
        string[] options = [.. run.ErrorLines.Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))];
        Assert.Contains("  model             vit-micro  (command line)", options);
        Assert.Contains("  mask-ratio        0.75  (demonstration)", options);
        Assert.Contains("  weight-decay      0.05  (default)", options);
        Assert.Equal(SettingTable.Of<PretrainOptions>().All.Count, options.Length);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_ConfigOfARun_RepeatsItExactly()
    {
        run.Succeed(TinyRun.Pretrain("--output", "first", "--steps", "6", "--seed", "7", "--mask-ratio", "0.5", "--clip-grad", "0.5", "--lr", "3e-5"));
        run.Succeed("pretrain", "--config", "first/config.json", "--output", "second");

        Assert.Equal(run.Metrics("first"), run.Metrics("second"));
        Assert.Equal(File.ReadAllText(run["first/config.json"]), File.ReadAllText(run["second/config.json"]));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_OtherSeed_TakesAnotherCourse()
    {
        run.Succeed(TinyRun.Pretrain("--output", "first"));
        run.Succeed(TinyRun.Pretrain("--output", "second", "--seed", "1"));

        Assert.NotEqual(run.Metrics("first"), run.Metrics("second"));
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("1"), InlineData("4")]
    public void Pretrain_AnyNumberOfWorkers_TakesTheSameCourse(string workers)
    {
        TinyImages.Make(run["images"], 12);
        string[] Arguments(string output, string count) =>
            TinyRun.Pretrain("--output", output, "--data", "images", "--batch-size", "4", "--steps", "10", "--workers", count);

        run.Succeed(Arguments("none", "0"));
        run.Succeed(Arguments("some", workers));

        Assert.Equal(11, run.ReadLines("none/metrics.csv").Length);
        Assert.Equal(run.Metrics("none"), run.Metrics("some"));
    }
}
