using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Pretraining;

/// <summary>Runs that go wrong on the way.</summary>
public sealed class FailingRunTests : IDisposable
{
    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void CorruptImages_BelowTheLimit_AreLoggedAndReplaced()
    {
        TinyImages.Make(run["images"], 9, corruptCount: 1);

        run.Succeed(TinyRun.Pretrain("--output", "run", "--data", "images", "--steps", "5", "--max-bad-fraction", "0.1"));

        string path = Path.Combine("images", "broken-00.png");
        string warning = Assert.Single(run.ErrorLines, line => line.StartsWith("warning: ", StringComparison.Ordinal));
        Assert.StartsWith("warning: Cannot read an image, another takes its place: ", warning);
        Assert.Contains($"'{path}'", warning);
        Assert.Single(run.ReadLines("run/log.jsonl"), line => line.Contains("broken-00.png", StringComparison.Ordinal));
        Assert.Equal(6, run.ReadLines("run/metrics.csv").Length);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void CorruptImages_AboveTheLimit_StopTheRun()
    {
        TinyImages.Make(run["images"], 8, corruptCount: 2);

        int code = run.Invoke(TinyRun.Pretrain("--output", "run", "--data", "images", "--steps", "5", "--max-bad-fraction", "0.1"));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.StartsWith("mae: 2 of 10 images in epoch 0 could not be read so far, which is more than the 10 % allowed; for example: '", run.ErrorLines[^1]);
        Assert.DoesNotContain("   at ", run.StandardError);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void CorruptImages_NothingElse_StopTheRun()
    {
        TinyImages.Make(run["images"], 0, corruptCount: 4);

        Assert.Equal(ExitCode.BadInput, run.Invoke(TinyRun.Pretrain("--output", "run", "--data", "images", "--max-bad-fraction", "1")));

        Assert.StartsWith("mae: No readable image was found for position ", run.ErrorLines[^1]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Images_SomeVanishDuringTheRun_AreReplaced()
    {
        TinyImages.Make(run["images"], 10);
        run.OnErrorLine = line =>
        {
            if (!line.StartsWith("step 5/", StringComparison.Ordinal))
                return;
            File.Delete(run["images/image-01.png"]);
            File.Delete(run["images/image-02.png"]);
            Directory.CreateDirectory(run["images/image-02.png"]);              // a folder where a file was
            File.WriteAllText(run["images/image-03.png"], "");
        };
        run.Succeed(TinyRun.Pretrain("--output", "run", "--data", "images", "--steps", "20", "--max-bad-fraction", "0.3"));

        Assert.Equal(21, run.ReadLines("run/metrics.csv").Length);
        foreach (string name in (string[])["image-01.png", "image-02.png", "image-03.png"])
        {
            Assert.Contains(run.ErrorLines, line => line.StartsWith("warning: Cannot read an image, ", StringComparison.Ordinal)
                && line.Contains(Path.Combine("images", name), StringComparison.Ordinal));
        }
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Images_AllVanishDuringTheRun_EndItWithACheckpointFromWhichItGoesOn()
    {
        TinyImages.Make(run["images"], 10);
        string[] Arguments(string output) => TinyRun.Pretrain("--output", output, "--data", "images", "--steps", "40", "--save-every", "0");
        run.Succeed(Arguments("whole"));
        run.OnErrorLine = line =>
        {
            if (line.StartsWith("step 3/", StringComparison.Ordinal))
                Directory.Move(run["images"], run["elsewhere"]);
        };
        Assert.Equal(ExitCode.BadInput, run.Invoke(Arguments("run")));
        run.OnErrorLine = null;

        Assert.Matches(@"^mae: \d+ of 10 images in epoch \d could not be read so far, which is more than the 1 % allowed; for example: ",
            run.ErrorLines[^1]);
        Assert.DoesNotContain("   at ", run.StandardError);
        int steps = run.ReadLines("run/metrics.csv").Length - 1;
        Assert.InRange(steps, 3, 39);
        Assert.Equal([run[$"run/checkpoints/step-{steps:D8}"]], Directory.GetDirectories(run["run/checkpoints"]));

        Directory.Move(run["elsewhere"], run["images"]);
        run.Succeed("pretrain", "--output", "run", "--resume");
        Assert.Equal(run.Metrics("whole"), run.Metrics("run"));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Loss_NotFinite_StopsTheRunWithStepAndLearningRate()
    {
        int code = run.Invoke(TinyRun.Pretrain("--output", "run", "--steps", "40", "--lr", "1e30", "--warmup-epochs", "2", "--save-every", "1"));

        Assert.Equal(ExitCode.Failed, code);
        string[] metrics = run.ReadLines("run/metrics.csv");
        Assert.Matches(
            $@"^mae: The loss is (NaN|Infinity) at step {metrics.Length} \(learning rate [\d.]+E\+\d+\); the last checkpoint is .*step-{metrics.Length - 1:D8}\. " +
            @"Lower --blr, lengthen --warmup-epochs, or set --clip-grad 1\.$", run.ErrorLines[^1]);
        Assert.DoesNotContain("   at ", run.StandardError);
        Assert.All(metrics[1..], line => Assert.DoesNotContain("NaN", line.Split(',')[3]));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Loss_NotFinite_LeavesEarlierCheckpointsAsTheyWere()
    {
        run.Succeed(TinyRun.Pretrain("--output", "sound", "--steps", "2"));

        string checkpoint = run["sound/checkpoints/step-00000002"];
        int code = run.Invoke(TinyRun.Pretrain("--output", "run", "--steps", "40", "--lr", "1e30", "--warmup-epochs", "0", "--resume", checkpoint));

        Assert.Equal(ExitCode.Failed, code);
        Assert.EndsWith("there is no checkpoint yet. Lower --blr, lengthen --warmup-epochs, or set --clip-grad 1.", run.ErrorLines[^1]);
        run.Succeed("pretrain", "--output", "sound", "--resume");
        run.Succeed("reconstruct", "--checkpoint", "sound", "--images", "synthetic", "--out", "grid.png");
    }
}
