using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Pretraining;

/// <summary>A run that is killed and resumed again and again, beside one that is not. It begins anew when it has come to its end.</summary>
internal sealed class KilledRun(TemporaryFolder folder, string name, int seed)
{
    /// <summary>What <see cref="Kills"/> says of a kill outside the writing and deleting of checkpoints.</summary>
    public const string Elsewhere = "between checkpoints";

    private const string LastCheckpoint = "checkpoints/step-00000400";

    private const string ProgressLine = "\nstep ";

    private readonly Random random = new(seed);
    private readonly string checkpoints = folder[$"{name}-killed/checkpoints"];

    /// <summary>What each kill interrupted, by what it left on the disk.</summary>
    public List<string> Kills { get; } = [];

    /// <summary>Runs the one to its end, and kills the other.</summary>
    public void Kill(int times)
    {
        TimeSpan start = RunUninterrupted();
        for (int attempt = 0; Kills.Count < times; attempt++)
        {
            Assert.True(attempt < 2 * times, $"Only {Kills.Count} of {attempt} runs lived to be killed.");
            using MaeProcess process = MaeProcess.Start(folder.FullName, [.. Arguments("killed"), "--resume"]);
            if (process.KillWhen(Moment(attempt, start)))
            {
                Kills.Add(WhatWasInterrupted());
                continue;
            }
            Compare();
            Directory.Delete(folder[$"{name}-killed"], recursive: true);
        }
    }

    /// <summary>Lets the killed run finish, and compares it with the other.</summary>
    public void Finish()
    {
        using MaeProcess last = MaeProcess.Run(folder.FullName, [.. Arguments("killed"), "--resume"]);
        Assert.True(last.Wait() == ExitCode.Success, last.StandardError);
        Compare();
    }

    private void Compare()
    {
        foreach (string file in (string[])["metrics.csv", $"{LastCheckpoint}/model.safetensors", $"{LastCheckpoint}/training.safetensors"])
            Assert.Equal(File.ReadAllBytes(folder[$"{name}-whole/{file}"]), File.ReadAllBytes(folder[$"{name}-killed/{file}"]));
        Assert.Equal(["step-00000395", "step-00000400"],
            Directory.GetFileSystemEntries(checkpoints).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private string[] Arguments(string kind) => TinyRun.Pretrain(
        "--output", $"{name}-{kind}", "--steps", "400", "--save-every", "5", "--keep", "2", "--log-every", "2", "--workers", "0");

    /// <summary>Measures this machine: the time to the first progress line.</summary>
    private TimeSpan RunUninterrupted()
    {
        using MaeProcess process = MaeProcess.Start(folder.FullName, Arguments("whole"));
        process.WaitUntil(it => it.StandardError.Contains(ProgressLine, StringComparison.Ordinal));
        TimeSpan start = process.Age;
        Assert.True(process.Wait() == ExitCode.Success, process.StandardError);
        return start;
    }

    /// <summary>
    /// One kill in four falls into the start, one into the training (some steps on, so that they spread over the run), and two into the
    /// writing of a checkpoint: as soon as the next of its stages begins.
    /// </summary>
    private Func<MaeProcess, bool> Moment(int attempt, TimeSpan start)
    {
        double chance = random.NextDouble();
        if (attempt % 4 == 0)
            return process => process.Age >= start * chance;
        int lines = 1 + (int)(chance * 8);
        if (attempt % 4 == 1)
            return process => LinesOf(process) >= lines;
        Func<bool> hasBegun = Stage(attempt / 4 * 2 + attempt % 2);
        return process => LinesOf(process) >= lines && Soon(hasBegun);
    }

    private static int LinesOf(MaeProcess process) => process.StandardError.Split(ProgressLine).Length - 1;

    private Func<bool> Stage(int number)
    {
        string? Incomplete() => Directory.Exists(checkpoints)
            ? Directory.EnumerateDirectories(checkpoints, ".incomplete-*").FirstOrDefault()
            : null;
        bool Has(string file) => Incomplete() is { } path && File.Exists(Path.Combine(path, file));
        return (number % 6) switch
        {
            0 => () => Incomplete() is not null,
            1 => () => Has("model.safetensors"),
            2 => () => Has("training.safetensors"),
            3 => () => Has("SHA256SUMS"),
            4 => () => Directory.Exists(checkpoints) && Directory.EnumerateDirectories(checkpoints, "step-*").Count() > 2,     // renamed
            _ => () => Incomplete() is { } path && !File.Exists(Path.Combine(path, "SHA256SUMS")) && IsOld(path),              // deleted
        };
    }

    /// <summary>Looks without a pause for a while: the stages of so small a checkpoint take a millisecond or less.</summary>
    private static bool Soon(Func<bool> isSo)
    {
        for (int look = 0; look < 500; look++)
        {
            if (isSo())
                return true;
        }
        return false;
    }

    private string WhatWasInterrupted()
    {
        if (!Directory.Exists(checkpoints))
            return Elsewhere;
        string? incomplete = Directory.EnumerateDirectories(checkpoints, ".incomplete-*").FirstOrDefault();
        if (incomplete is null)
            return Directory.EnumerateDirectories(checkpoints, "step-*").Count() > 2 ? "before deleting the oldest" : Elsewhere;
        if (IsOld(incomplete))
            return "while deleting the oldest";
        if (File.Exists(Path.Combine(incomplete, "SHA256SUMS")))
            return "before the new one is renamed";
        return File.Exists(Path.Combine(incomplete, "training.safetensors")) ? "in the training state" : "in the weights";
    }

    /// <summary>Whether an incomplete checkpoint is one that is being deleted.</summary>
    private bool IsOld(string incomplete) => Directory.EnumerateDirectories(checkpoints, "step-*").Select(Path.GetFileName)
        .Any(whole => string.CompareOrdinal(whole, Path.GetFileName(incomplete)[".incomplete-".Length..]) > 0);
}
