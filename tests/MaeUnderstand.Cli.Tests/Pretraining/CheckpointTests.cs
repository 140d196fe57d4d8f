using System.Diagnostics;
using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Pretraining;

/// <summary>Which checkpoints a run writes and keeps, and what becomes of damaged ones.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void Keep_Two_LeavesTheLatestTwo()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run", "--steps", "7", "--save-every", "2", "--keep", "2"));
        Assert.Equal(["step-00000006", "step-00000007"], Checkpoints());
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void SaveMinutes_Elapsed_WritesACheckpointAndChangesNoLoss()
    {
        run.Succeed(TinyRun.Pretrain("--output", "plain"));
        run.Succeed(TinyRun.Pretrain("--output", "run", "--save-every", "0", "--save-minutes", "1e-9"));
        Assert.Equal(["step-00000001", "step-00000002", "step-00000003", "step-00000004"], Checkpoints());
        Assert.Equal(run.Metrics("plain"), run.Metrics("run"));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Checkpoint_Requested_IsWrittenAfterTheStepAndTheRunGoesOn()
    {
        run.OnErrorLine = line =>
        {
            if (line.StartsWith("step 2/", StringComparison.Ordinal))
                run.RequestCheckpoint();
        };
        run.Succeed(TinyRun.Pretrain("--output", "run"));
        Assert.Equal(["step-00000003", "step-00000004"], Checkpoints());
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Rollback_LossNotFinite_IsToldAndTheRunFinishes()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run", "--lr", "1e30", "--warmup-epochs", "0", "--save-every", "3",
            "--on-nonfinite", "rollback", "--rollback-lr", "1e-33"));

        string warning = Assert.Single(run.ErrorLines, line => line.StartsWith("warning: ", StringComparison.Ordinal));
        Assert.Matches(@"^warning: The loss is NaN at step 2 \(learning rate [\d.]+E\+\d+\): " +
            @"back to step 0 and past the images up to there; the learning rate is [\d.E-]+ of the schedule's until step 102$", warning);
        Assert.Equal(5, run.ReadLines("run/metrics.csv").Length);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Checkpoint_Checksums_AreThoseOfSha256sum()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/sha256sum"), "There is no sha256sum to compare with.");
        run.Succeed(TinyRun.Pretrain("--output", "run"));
        using Process check = Process.Start(new ProcessStartInfo("sha256sum", ["--check", "--strict", "SHA256SUMS"])
        {
            WorkingDirectory = run["run/checkpoints/step-00000004"], RedirectStandardOutput = true,
        })!;
        Assert.Equal("model.safetensors: OK\ntraining.safetensors: OK\n", check.StandardOutput.ReadToEnd());
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("model.safetensors"), InlineData("training.safetensors"), InlineData("SHA256SUMS")]
    public void Resume_LatestDamaged_WarnsAndGoesOnFromTheOneBefore(string name)
    {
        run.Succeed(TinyRun.Pretrain("--output", "run", "--save-every", "2"));
        string metrics = run.Metrics("run");
        Damage($"run/checkpoints/step-00000004/{name}");

        run.Succeed("pretrain", "--output", "run", "--resume");

        string warning = Assert.Single(run.ErrorLines, line => line.StartsWith("warning: ", StringComparison.Ordinal));
        Assert.Matches($"^warning: '{run["run/checkpoints/step-00000004"]}/[^/]*' is damaged: ", warning);
        Assert.EndsWith($" It is now {run["run/checkpoints/.damaged-step-00000004"]}", warning);
        Assert.Contains($"Going on from {run["run/checkpoints/step-00000002"]} at step 2", run.ErrorLines);
        Assert.Equal(metrics, run.Metrics("run"));
        Assert.Equal([".damaged-step-00000004", "step-00000002", "step-00000004"], Checkpoints());
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Resume_EveryCheckpointDamaged_IsRefusedAndNothingTouched()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run", "--save-every", "2"));
        Damage("run/checkpoints/step-00000002/training.safetensors");
        Damage("run/checkpoints/step-00000004/model.safetensors");

        Assert.Equal(ExitCode.BadInput, run.Invoke("pretrain", "--output", "run", "--resume"));

        Assert.Matches($"^mae: '{run["run/checkpoints/step-00000004/model.safetensors"]}' is damaged: its SHA-256 is [0-9a-f]{{12}}…, " +
            @"but SHA256SUMS beside it says [0-9a-f]{12}…\. Use another checkpoint\. " +
            @"The run has no other checkpoint that is whole\.$", run.ErrorLines[^1]);
        Assert.Equal(["step-00000002", "step-00000004"], Checkpoints());
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Checkpoint_NamedAndDamaged_IsRefusedByEveryCommand()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run", "--save-every", "2"));
        string checkpoint = run["run/checkpoints/step-00000004"];
        Damage("run/checkpoints/step-00000004/model.safetensors");
        string[][] commands =
        [
            ["pretrain", "--output", "run", "--resume", checkpoint],
            ["convert", checkpoint, "weights.safetensors"],
            ["convert", "run", "weights.safetensors"],
            ["convert", $"{checkpoint}/model.safetensors", "weights.safetensors"],
            ["reconstruct", "--checkpoint", "run", "--images", "synthetic", "--out", "grid.png"],
        ];
        Assert.All(commands, command =>
        {
            Assert.Equal(ExitCode.BadInput, run.Invoke(command));
            Assert.Matches("^mae: '.*step-00000004/model.safetensors' is damaged: its SHA-256 is ", run.ErrorLines[^1]);
        });
        run.Invoke(commands[0]);
        Assert.EndsWith($"Use another checkpoint. The one before it is '{run["run/checkpoints/step-00000002"]}'.", run.ErrorLines[^1]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Checkpoint_WithoutChecksums_IsUsedAsBefore()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run"));
        File.Delete(run["run/checkpoints/step-00000004/SHA256SUMS"]);
        run.Succeed("pretrain", "--output", "run", "--resume");
        run.Succeed("convert", "run", "weights.safetensors");
    }

    /// <summary>Changes a bit near the start of a file.</summary>
    private void Damage(string name)
    {
        byte[] bytes = File.ReadAllBytes(run[name]);
        bytes[20] ^= 1;
        File.WriteAllBytes(run[name], bytes);
    }

    private string[] Checkpoints() =>
        [.. Directory.GetFileSystemEntries(run["run/checkpoints"]).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
}
