using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Pretraining;

/// <summary>Runs on a disk that fills, may not be written, or refuses large files, and does better later.</summary>
public sealed class FailingDiskTests : IDisposable
{
    private const string Steps = "600";
    private const string LastState = "checkpoints/step-00000600/training.safetensors";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void Disk_Full_StopsNoTrainingAndLosesNoCheckpoint()
    {
        Assert.SkipUnless(CanMount(), "No file system can be mounted here, even in a namespace of its own.");
        using (MaeProcess whole = MaeProcess.Run(folder.FullName, Arguments("whole")))
            Assert.Equal(ExitCode.Success, whole.Wait());
        Directory.CreateDirectory(folder["disk"]);
        // A checkpoint takes 1.6 MB: the third and later ones do not fit. What is on the disk then is copied out of the namespace.
        File.WriteAllText(folder["script"], $$"""
            mount -t tmpfs -o size=4m tmpfs disk || exit 99
            mae() { "{{string.Join("\" \"", MaeProcess.Program)}}" "$@"; }
            mae {{string.Join(' ', Arguments("disk/run"))}} 2>disk/run.err
            echo "exit $?"
            cat disk/run.err
            cp -r disk/run full
            rm -r disk/run/checkpoints/step-00000030
            mae pretrain --output disk/run --resume --keep 1
            echo "exit $?"
            cp -r disk/run freed
            """);
        using MaeProcess process = MaeProcess.StartCommand(folder.FullName, [.. Namespace, "/bin/sh", "script"]);
        process.Wait();

        string[] lines = process.StandardOutput.Split('\n');
        Assert.True(lines[0] == $"exit {ExitCode.Failed}", process.StandardOutput + process.StandardError);
        AssertHas(lines, @"^warning: The checkpoint of step 90 could not be written: .*step-00000060$");
        AssertHas(lines, @"^mae: The checkpoint of step 600, the last of the run, could not be written: .*step-00000060\.$");
        Assert.Equal(["step-00000030", "step-00000060"],
            Directory.GetFileSystemEntries(folder["full/checkpoints"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        AssertStartsAs("whole", "full");
        Assert.Contains($"exit {ExitCode.Success}", lines);
        AssertSame("whole", "freed");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Disk_RefusesEveryWriteForAWhile_LosesNoLineOfTheMetrics()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/prlimit"), "There is no prlimit to limit the size of another process's files.");
        using (MaeProcess whole = MaeProcess.Run(folder.FullName, Arguments("whole")))
            Assert.Equal(ExitCode.Success, whole.Wait());
        using MaeProcess process = MaeProcess.Start(folder.FullName, Arguments("run"),
            new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" });           // the runtime grows a file for it
        process.WaitUntil(it => it.StandardError.Contains("step 40/", StringComparison.Ordinal));
        LimitFiles(process, "100");                                                               // all files are longer by now
        process.WaitUntil(it => it.StandardError.Contains(" could not be written: ", StringComparison.Ordinal));
        LimitFiles(process, "unlimited");
        int code = process.Wait();

        Assert.True(code == ExitCode.Success, process.StandardError);
        string[] warnings = [.. process.StandardError.Split('\n').Where(line => line.StartsWith("warning: ", StringComparison.Ordinal))];
        AssertHas(warnings, "^warning: Cannot write metrics.csv, ");
        AssertHas(warnings, "^warning: Cannot write tensorboard, ");
        Assert.Contains("metrics.csv can be written again", process.StandardError);
        AssertSame("whole", "run");
        // Nothing of the log is torn, nor lost.
        string[] log = File.ReadAllLines(folder["run/log.jsonl"]);
        Assert.All(log, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        Assert.Equal(
            Enumerable.Range(1, 60).Select(i => 10 * i),
            log.Select(line => JsonDocument.Parse(line).RootElement)
                .Where(item => item.TryGetProperty("Loss", out _)).Select(item => item.GetProperty("Step").GetInt32()));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void CheckpointFolder_ReadOnlyForAWhile_IsWrittenLater()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows knows no read-only folder.");
            return;
        }
        Assert.SkipWhen(Environment.IsPrivilegedProcess && !File.Exists("/usr/bin/setpriv"),
            "root may write everywhere, and there is no setpriv.");
        string[] obeying = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] : [];
        using MaeProcess process = MaeProcess.StartCommand(folder.FullName, [.. obeying, .. MaeProcess.Program, .. Arguments("run")]);
        process.WaitUntil(it => it.StandardError.Contains("step 40/", StringComparison.Ordinal));
        UnixFileMode mode = File.GetUnixFileMode(folder["run/checkpoints"]);
        File.SetUnixFileMode(folder["run/checkpoints"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        process.WaitUntil(it => it.StandardError.Contains(" could not be written: ", StringComparison.Ordinal));
        File.SetUnixFileMode(folder["run/checkpoints"], mode);
        int code = process.Wait();

        Assert.True(code == ExitCode.Success, process.StandardError);
        Assert.Contains("denied", process.StandardError.Split('\n').First(line => line.Contains(" could not be written: ")));
        Assert.True(File.Exists(folder[$"run/{LastState}"]));
        Assert.Empty(Directory.GetDirectories(folder["run/checkpoints"], ".*"));
    }

    private static string[] Arguments(string output) =>
        TinyRun.Pretrain("--output", output, "--steps", Steps, "--save-every", "30", "--log-every", "10");

    /// <summary>A mount namespace that goes with the process; for who is not root, with a user namespace in which to mount.</summary>
    private static string[] Namespace =>
        Environment.IsPrivilegedProcess ? ["unshare", "--mount"] : ["unshare", "--mount", "--map-root-user"];

    private static bool CanMount()
    {
        if (!File.Exists("/usr/bin/unshare"))
            return false;
        using Process probe = Process.Start(new ProcessStartInfo(Namespace[0], [.. Namespace[1..], "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
        {
            RedirectStandardError = true,
        })!;
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }

    private static void LimitFiles(MaeProcess process, string bytes)
    {
        using Process limit = Process.Start("prlimit", ["--pid", $"{process.Id}", $"--fsize={bytes}:"]);
        limit.WaitForExit();
        Assert.Equal(0, limit.ExitCode);
    }

    private static void AssertHas(string[] lines, string pattern) => Assert.Contains(lines, line => Regex.IsMatch(line, pattern));

    private void AssertSame(string expected, string actual)
    {
        Assert.Equal(Metrics(expected), Metrics(actual));
        Assert.Equal(File.ReadAllBytes(folder[$"{expected}/{LastState}"]), File.ReadAllBytes(folder[$"{actual}/{LastState}"]));
    }

    /// <summary>Whole lines, up to where the disk was full.</summary>
    private void AssertStartsAs(string expected, string actual)
    {
        Assert.StartsWith(Metrics(actual), Metrics(expected));
        Assert.EndsWith("\n", Metrics(actual));
    }

    private string Metrics(string run) => File.ReadAllText(folder[$"{run}/metrics.csv"]);
}
