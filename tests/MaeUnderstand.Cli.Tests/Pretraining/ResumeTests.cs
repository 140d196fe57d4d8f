using MaeUnderstand.Cli.Tests.Support;
using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Cli.Tests.Pretraining;

/// <summary>Runs that stop and go on; the metrics of one that did not stop are the measure.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("1", "0"), InlineData("1", "2"), InlineData("2", "1")]
    public void Resume_AfterAStop_EqualsTheUninterruptedRun(string accumulation, string workers)
    {
        string[] Arguments(string output) => TinyRun.Pretrain(
            "--output", output, "--steps", "9", "--accumulation", accumulation, "--workers", workers, "--save-every", "4");
        run.Succeed(Arguments("whole"));
        StopAt(3, Arguments("parts"));
        Assert.Equal(["step-00000003"], Checkpoints("parts"));
        Assert.Equal(4, run.ReadLines("parts/metrics.csv").Length);

        run.Succeed("pretrain", "--output", "parts", "--resume");

        Assert.Contains(run.ErrorLines, line => line.StartsWith("Going on from ", StringComparison.Ordinal) && line.EndsWith("at step 3", StringComparison.Ordinal));
        Assert.Equal(run.Metrics("whole"), run.Metrics("parts"));
        Assert.Equal(File.ReadAllBytes(run["whole/checkpoints/step-00000009/training.safetensors"]),
            File.ReadAllBytes(run["parts/checkpoints/step-00000009/training.safetensors"]));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Resume_StoppedAtEveryStep_EqualsTheUninterruptedRun()
    {
        run.Succeed(TinyRun.Pretrain("--output", "whole", "--steps", "5"));
        StopAt(1, TinyRun.Pretrain("--output", "parts", "--steps", "5"));
        for (int step = 2; step < 5; step++)
            StopAt(step, ["pretrain", "--output", "parts", "--resume"]);
        run.Succeed("pretrain", "--output", "parts", "--resume");

        Assert.Equal(run.Metrics("whole"), run.Metrics("parts"));
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData(ExitCode.Interrupted), InlineData(ExitCode.Terminated)]
    public void Pretrain_StopBetweenReports_WritesTheStepsDownAndReturnsTheSignalsCode(int code)
    {
        TinyImages.Make(run["images"], 7, corruptCount: 1);
        int warnings = 0;
        run.OnErrorLine = line =>
        {
            if (line.StartsWith("warning: Cannot read", StringComparison.Ordinal) && ++warnings == 2)
                run.Stop(code);                                              // in the second epoch, within a step
        };
        int exit = run.Invoke(TinyRun.Pretrain(
            "--output", "run", "--data", "images", "--max-bad-fraction", "1", "--steps", "1000", "--log-every", "1000"));

        Assert.Equal(code, exit);
        int steps = run.ReadLines("run/metrics.csv").Length - 1;
        Assert.InRange(steps, 5, 8);
        Assert.StartsWith($"Stopped at step {steps} after ", run.StandardOutput);
        Assert.Equal([$"step-{steps:D8}"], Checkpoints("run"));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_StopBeforeTheFirstStep_CanBeResumed()
    {
        run.Succeed(TinyRun.Pretrain("--output", "whole"));
        run.OnErrorLine = line =>
        {
            if (line == "Options:")
                run.Stop(ExitCode.Terminated);
        };
        Assert.Equal(ExitCode.Terminated, run.Invoke(TinyRun.Pretrain("--output", "parts")));
        run.OnErrorLine = null;

        run.Succeed("pretrain", "--output", "parts", "--resume");

        Assert.Equal(run.Metrics("whole"), run.Metrics("parts"));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Resume_NothingThere_StartsFromTheBeginning()
    {
        run.Succeed(TinyRun.Pretrain("--output", "whole"));
        run.Succeed(TinyRun.Pretrain("--output", "new", "--resume"));

        Assert.Equal(run.Metrics("whole"), run.Metrics("new"));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Resume_FinishedRun_ChangesNothing()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run"));
        string metrics = run.Metrics("run");
        string config = File.ReadAllText(run["run/config.json"]);

        run.Succeed("pretrain", "--output", "run", "--resume");

        Assert.Equal(metrics, run.Metrics("run"));
        Assert.Equal(config, File.ReadAllText(run["run/config.json"]));
        Assert.Equal(["step-00000004"], Checkpoints("run"));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Resume_LeftoversOfACrash_AreRemoved()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run"));
        Directory.CreateDirectory(run["run/checkpoints/.incomplete-step-00000005"]);
        File.AppendAllText(run["run/metrics.csv"], "5,2.5,1e-05,0.41,0.2\n6,3,1e-");
        string[] sound = run.ReadLines("run/metrics.csv")[..5];

        run.Succeed("pretrain", "--output", "run", "--resume");

        Assert.Equal(sound, run.ReadLines("run/metrics.csv"));
        Assert.Equal(["step-00000004"], Checkpoints("run"));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Resume_CheckpointOfAnotherRun_GoesOnInANewDirectory()
    {
        run.Succeed(TinyRun.Pretrain("--output", "first", "--steps", "6", "--save-every", "2"));
        run.Succeed(TinyRun.Pretrain("--output", "second", "--steps", "6", "--resume", "first/checkpoints/step-00000002"));

        Assert.Equal(run.ReadLines("first/metrics.csv")[3..], run.ReadLines("second/metrics.csv")[1..]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Resume_WithoutSayingWhat_IsRefused() =>
        run.Refuse("--resume goes on with a run: say which, with --output RUN, or give it a checkpoint.", "pretrain", "--resume");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Resume_NothingThereAndNothingSaid_IsRefused() =>
        run.Refuse("There is no run in 'typo' to go on with.", "pretrain", "--output", "typo", "--resume");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Resume_EarlierCheckpointThanTheLatest_IsRefused()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run", "--save-every", "2"));
        string earlier = run["run/checkpoints/step-00000002"];

        Assert.Equal(ExitCode.BadInput, run.Invoke("pretrain", "--output", "run", "--resume", earlier));

        Assert.Equal($"mae: '{run["run"]}' holds checkpoints up to step 4, later than '{earlier}' at step 2. " +
            "Give another --output, or delete the later ones.", run.ErrorLines[^1]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_DirectoryHoldsARun_IsRefusedWithoutResume()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run"));

        run.Refuse("The run directory 'run' holds a run already. Give --resume to go on with it, or another --output to start anew.",
            TinyRun.Pretrain("--output", "run"));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_AnotherProcessHoldsTheDirectory_IsRefused()
    {
        using (RunDirectory.Open(run["run"], isResumed: false))
        {
            run.Refuse($"Another process is training in the run directory '{run["run"]}'. Wait for it, or give another --output.",
                TinyRun.Pretrain("--output", "run", "--resume"));
        }
        run.Succeed(TinyRun.Pretrain("--output", "run", "--resume"));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Resume_AnotherShape_NamesTheFirstTensorAndLeavesTheRunAsItWas()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run"));
        string config = File.ReadAllText(run["run/config.json"]);

        int code = run.Invoke("pretrain", "--output", "run", "--resume", "--decoder-width", "64", "--decoder-heads", "4");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Equal($"mae: '{run["run/checkpoints/step-00000004/model.safetensors"]}' has mask_token [1, 1, 32], the model needs [1, 1, 64]. " +
            "Was it trained as another --model, or with another --patch or decoder?", run.ErrorLines[^1]);
        Assert.Equal(config, File.ReadAllText(run["run/config.json"]));
        run.Succeed("pretrain", "--output", "run", "--resume");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Resume_AnotherSeed_IsRefused()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run"));

        Assert.Equal(ExitCode.BadInput, run.Invoke("pretrain", "--output", "run", "--resume", "--seed", "5"));

        Assert.Equal($"mae: '{run["run/checkpoints/step-00000004/training.safetensors"]}' is of a run with --seed 0, not 5: " +
            "going on would not repeat that run. Give the same options, or start anew in another --output.", run.ErrorLines[^1]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Resume_TruncatedCheckpointWithoutChecksums_IsRefused()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run"));
        File.Delete(run["run/checkpoints/step-00000004/SHA256SUMS"]);
        string weights = run["run/checkpoints/step-00000004/model.safetensors"];
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..100]);

        Assert.Equal(ExitCode.BadInput, run.Invoke("pretrain", "--output", "run", "--resume"));

        Assert.Matches($@"^mae: '{weights}' declares a header of \d+ bytes, but 92 follow; was it cut short\?$", run.ErrorLines[^1]);
    }

    private void StopAt(int step, string[] args)
    {
        run.OnErrorLine = line =>
        {
            if (line.StartsWith($"step {step}/", StringComparison.Ordinal))
                run.Stop(ExitCode.Interrupted);
        };
        Assert.Equal(ExitCode.Interrupted, run.Invoke(args));
        run.OnErrorLine = null;
    }

    private string[] Checkpoints(string name) =>
        [.. Directory.GetFileSystemEntries(run[$"{name}/checkpoints"]).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
}
