using System.Collections;
using System.Diagnostics;
using System.Text;

namespace MaeUnderstand.Cli.Tests.Support;

/// <summary>The built program in a process of its own.</summary>
internal sealed class MaeProcess : IDisposable
{
    private const int Killed = 128 + 9;
    private const int KilledOnWindows = -1;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(2);

    private readonly Process process;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    private MaeProcess(Process process)
    {
        this.process = process;
        Collect(process, output, error);
    }

    /// <summary>The process's number.</summary>
    public int Id => process.Id;

    /// <summary>Time since the start.</summary>
    public TimeSpan Age => clock.Elapsed;

    /// <summary>What it has written so far; all of it after <see cref="Wait"/>.</summary>
    public string StandardOutput => Text(output);

    /// <summary>What it has written so far; all of it after <see cref="Wait"/>.</summary>
    public string StandardError => Text(error);

    /// <summary>The words that start the program, without arguments.</summary>
    public static string[] Program => [Host(), Path.Combine(AppContext.BaseDirectory, "mae.dll")];

    /// <summary>Starts the program.</summary>
    /// <param name="folder">Its working directory.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="environment">Variables on top of this process's own, of which those of mae are left out.</param>
    public static MaeProcess Start(string folder, string[] args, IReadOnlyDictionary<string, string>? environment = null) =>
        StartCommand(folder, [.. Program, .. args], environment);

    /// <summary>Starts another program, which runs this one.</summary>
    /// <param name="folder">Its working directory.</param>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="environment">Variables on top of this process's own, of which those of mae are left out.</param>
    public static MaeProcess StartCommand(string folder, string[] words, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (DictionaryEntry own in Environment.GetEnvironmentVariables())
        {
            if (((string)own.Key).StartsWith("MAE_", StringComparison.Ordinal))
                start.Environment.Remove((string)own.Key);
        }
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new MaeProcess(Process.Start(start)!);
    }

    /// <summary>Runs the program to its end.</summary>
    /// <returns>The process, ended.</returns>
    public static MaeProcess Run(string folder, params string[] args)
    {
        MaeProcess process = Start(folder, args);
        process.Wait();
        return process;
    }

    /// <summary>Watches the process until something is so; fails if it ends first.</summary>
    public void WaitUntil(Func<MaeProcess, bool> isSo)
    {
        while (!isSo(this))
            Assert.False(process.WaitForExit(PollInterval), $"The process ended before its time.\n{StandardOutput}{StandardError}");
    }

    /// <summary>Kills the process as the system would for want of memory, once something is so.</summary>
    /// <returns>Whether it was killed; it may end before.</returns>
    public bool KillWhen(Func<MaeProcess, bool> isTime)
    {
        while (!isTime(this) && !process.WaitForExit(PollInterval))
        {
        }
        process.Kill();
        int code = Wait();
        Assert.True(code is 0 or Killed or KilledOnWindows, $"exit {code}\n{StandardError}");
        return code != 0;
    }

    /// <summary>Sends a signal by its name, such as TERM.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code; 128 + its number after a signal.</returns>
    public int Wait()
    {
        if (!process.WaitForExit(Longest))
        {
            process.Kill();
            Assert.Fail($"The process did not end within {Longest}.\n{StandardOutput}{StandardError}");
        }
        process.WaitForExit();                    // without a limit, it also waits for the rest of the output
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private static void Collect(Process process, StringBuilder output, StringBuilder error)
    {
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.Append(line).Append('\n');
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    /// <summary>The dotnet that runs this test; beside an app host, the one on the path.</summary>
    private static string Host() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
}
