using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Pretraining;

/// <summary>A real child process that ends before its time.</summary>
public sealed class KillTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Two runs side by side, each on a core of its own, so that a hundred kills take no longer than fifty.</summary>
    [Fact, Trait("Kind", "EndToEnd")]
    public async Task Pretrain_KilledAtAHundredMoments_EqualsTheUninterruptedRun()
    {
        KilledRun[] runs = [new(folder, "a", seed: 20211111), new(folder, "b", seed: 20230328)];
        await Task.WhenAll(runs.Select(run => Task.Run(() => run.Kill(times: 50))));

        ILookup<string, string> kills = runs.SelectMany(run => run.Kills).ToLookup(kill => kill);
        string report = string.Join(", ", kills.Select(group => $"{group.Count()} {group.Key}").Order(StringComparer.Ordinal));
        TestContext.Current.SendDiagnosticMessage("Kills: " + report);
        Assert.Equal(100, kills.Sum(group => group.Count()));
        // Where a kill lands is the system's choice; some of those aimed at a checkpoint must have hit it.
        Assert.True(kills.Where(group => group.Key != KilledRun.Elsewhere).Sum(group => group.Count()) >= 10, report);
        Assert.All(runs, run => run.Finish());
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_UserSignal_WritesACheckpointAndGoesOn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGUSR1.");
        using MaeProcess process = MaeProcess.Start(folder.FullName, TinyRun.Pretrain(
            "--output", "run", "--steps", "1000000", "--save-every", "0", "--log-every", "7"));
        process.WaitUntil(it => it.StandardError.Contains("step 7/1000000", StringComparison.Ordinal));
        process.Signal("USR1");
        process.WaitUntil(it => it.StandardError.Contains("Checkpoint ", StringComparison.Ordinal));
        int steps = Metrics("run").Length;
        process.WaitUntil(_ => Metrics("run").Length > steps);
        process.Signal("TERM");

        Assert.Equal(ExitCode.Terminated, process.Wait());
        Assert.Equal(2, Directory.GetDirectories(folder["run/checkpoints"]).Length);
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("TERM", ExitCode.Terminated), InlineData("INT", ExitCode.Interrupted)]
    public void Pretrain_Signal_FinishesTheStepAndWritesACheckpoint(string signal, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM and no SIGINT to send to one process.");
        Assert.SkipWhen(signal == "INT" && IsInterruptIgnored(), "This test runs with SIGINT ignored, which child processes inherit.");
        using MaeProcess process = MaeProcess.Start(folder.FullName, TinyRun.Pretrain(
            "--output", "run", "--steps", "1000000", "--save-every", "0", "--log-every", "7"));
        process.WaitUntil(it => it.StandardError.Contains("step 7/1000000", StringComparison.Ordinal));
        process.Signal(signal);

        Assert.Equal(code, process.Wait());
        string checkpoint = Path.GetFileName(Assert.Single(Directory.GetDirectories(folder["run/checkpoints"])));
        string[] metrics = Metrics("run").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith($"Stopped at step {metrics.Length - 1} after ", process.StandardOutput);
        Assert.Equal($"step-{metrics.Length - 1:D8}", checkpoint);
        Assert.Equal($"{metrics.Length - 1}", metrics[^1].Split(',')[0]);
    }

    private string Metrics(string run) => File.ReadAllText(folder[Path.Combine(run, "metrics.csv")]);

    private static bool IsInterruptIgnored()
    {
        const int sigInt = 2;
        if (!File.Exists("/proc/self/status"))
            return false;
        string mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim();
        return (Convert.ToUInt64(mask, 16) >> (sigInt - 1) & 1) == 1;
    }
}
