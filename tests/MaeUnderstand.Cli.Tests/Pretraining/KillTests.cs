using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Pretraining;

/// <summary>A real child process that ends before its time.</summary>
public sealed class KillTests : IDisposable
{
    private const int KillCount = 20;
    private const int Seed = 20211111;

    private readonly TemporaryFolder folder = new();
    private readonly Random random = new(Seed);

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_KilledAtTwentyRandomMoments_EqualsTheUninterruptedRun()
    {
        (TimeSpan start, TimeSpan training) = RunUninterrupted();
        int kills = 0;
        for (int attempt = 0; kills < KillCount; attempt++)
        {
            Assert.True(attempt < 4 * KillCount, $"Only {kills} of {attempt} runs lived to be killed.");
            using MaeProcess process = MaeProcess.Start(folder.FullName, [.. Arguments("killed"), "--resume"]);
            kills += process.KillWhen(Moment(attempt, start, training)) ? 1 : 0;
        }

        using MaeProcess last = MaeProcess.Run(folder.FullName, [.. Arguments("killed"), "--resume"]);
        Assert.True(last.Wait() == ExitCode.Success, last.StandardError);
        Assert.Equal(Metrics("whole"), Metrics("killed"));
        Assert.Equal(
            File.ReadAllBytes(folder["whole/checkpoints/step-00000250/training.safetensors"]),
            File.ReadAllBytes(folder["killed/checkpoints/step-00000250/training.safetensors"]));
        Assert.Empty(Directory.GetDirectories(folder["killed/checkpoints"], ".incomplete-*"));
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

    private static string[] Arguments(string output) =>
        TinyRun.Pretrain("--output", output, "--steps", "250", "--save-every", "5", "--log-every", "3");

    /// <summary>Measures this machine: the time to the first progress line, and from there to the end.</summary>
    private (TimeSpan Start, TimeSpan Training) RunUninterrupted()
    {
        using MaeProcess process = MaeProcess.Start(folder.FullName, Arguments("whole"));
        process.WaitUntil(it => it.StandardError.Contains("step 3/", StringComparison.Ordinal));
        TimeSpan start = process.Age;
        Assert.True(process.Wait() == ExitCode.Success, process.StandardError);
        return (start, process.Age - start);
    }

    /// <summary>
    /// One kill in four falls into the start, two into the training (a twelfth of it on average, so that twenty kills spread over
    /// the whole run), and one as soon as a checkpoint is being written.
    /// </summary>
    private Func<MaeProcess, bool> Moment(int attempt, TimeSpan start, TimeSpan training)
    {
        double chance = random.NextDouble();
        switch (attempt % 4)
        {
            case 0:
                return process => process.Age >= start * chance;
            case 1:
                TimeSpan earliest = start + training / 12 * chance;
                return process => process.Age >= earliest
                    && Directory.Exists(folder["killed/checkpoints"])
                    && Directory.EnumerateDirectories(folder["killed/checkpoints"], ".incomplete-*").Any();
            default:
                return process => process.Age >= start + training / 6 * chance;
        }
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
