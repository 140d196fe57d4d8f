using System.Diagnostics;
using System.Globalization;
using System.Text;
using MaeUnderstand.Fuzz.Readers;

namespace MaeUnderstand.Fuzz.Execution;

/// <summary>
/// Runs a reader's executions in worker processes, so that an input which crashes or hangs one costs that worker only, is kept as a
/// finding, and the next worker goes on.
/// </summary>
internal sealed class Supervisor(string program, string findingsFolder, TextWriter output)
{
    private const int KilledAfterBounds = 5;                      // the worker itself reports what is merely slow
    private const int StandardErrorLines = 5;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(15);

    /// <summary>Runs a reader.</summary>
    /// <param name="target">The reader.</param>
    /// <param name="executions">How many inputs.</param>
    /// <param name="seed">Fixes them.</param>
    /// <returns>What it came to.</returns>
    public FuzzReport Run(FuzzTarget target, long executions, int seed)
    {
        long done = 0;
        var findings = new List<string>();
        var clock = Stopwatch.StartNew();
        for (int start = 0; done < executions && findings.Count < target.MostFindings; start++)
            done += RunWorker(target, executions - done, seed + start, findings, clock);
        return new FuzzReport(target.Name, done, clock.Elapsed, findings);
    }

    /// <returns>The executions until it ended, or was ended.</returns>
    private long RunWorker(FuzzTarget target, long executions, int seed, List<string> findings, Stopwatch clock)
    {
        string work = Directory.CreateTempSubdirectory("mae-fuzz-").FullName;
        try
        {
            using var mailbox = new Mailbox(Path.Combine(work, Worker.MailboxName));
            using Process worker = Start(target, executions, seed, work);
            var error = new StringBuilder();
            worker.OutputDataReceived += (_, line) => Add(findings, line.Data);
            worker.ErrorDataReceived += (_, line) => error.AppendLine(line.Data);
            worker.BeginOutputReadLine();
            worker.BeginErrorReadLine();
            bool hasHung = Watch(worker, mailbox, target, clock);
            worker.WaitForExit();
            if (mailbox.ExecutionCount == 0)
                throw new InvalidOperationException($"The worker ends with exit code {worker.ExitCode} before its first input: {error}");
            if (hasHung)
                Save(new Finding("hang", $"is still being read after {KilledAfterBounds} × {target.Bound.Time.TotalSeconds} s."));
            else if (worker.ExitCode != 0)
                Save(new Finding("crash", $"ends the process with exit code {worker.ExitCode}.", FirstLines(error.ToString())));
            return mailbox.ExecutionCount;

            void Save(Finding finding)
            {
                byte[] input = mailbox.LastInput();
                Add(findings, $"{finding.Save(findingsFolder, target.Name, input)}: {finding.Line}");
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private Process Start(FuzzTarget target, long executions, int seed, string work)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
        [
            program, "worker", target.Name, "--executions", executions.ToString(culture), "--seed", seed.ToString(culture), "--work", work,
            "--findings", findingsFolder,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["MKL_NUM_THREADS"] = "1";
        return Process.Start(start) ?? throw new InvalidOperationException("The worker does not start.");
    }

    /// <returns>Whether the worker had to be killed.</returns>
    private bool Watch(Process worker, Mailbox mailbox, FuzzTarget target, Stopwatch clock)
    {
        long longest = (long)(KilledAfterBounds * target.Bound.Time.TotalMilliseconds);
        var sinceProgress = Stopwatch.StartNew();
        while (!worker.WaitForExit(PollInterval))
        {
            (long count, long started) = (mailbox.ExecutionCount, mailbox.StartedAt);
            if (started != 0 && Environment.TickCount64 - started > longest && mailbox.ExecutionCount == count && mailbox.StartedAt == started)
            {
                worker.Kill(entireProcessTree: true);
                return true;
            }
            if (sinceProgress.Elapsed < ProgressInterval)
                continue;
            sinceProgress.Restart();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{target.Name}: {count} executions after {clock.Elapsed:mm\\:ss}, {mailbox.KeptCount} inputs kept, {mailbox.BranchCount} branches"));
        }
        return false;
    }

    private void Add(List<string> findings, string? line)
    {
        if (line is null)
            return;
        lock (findings)
            findings.Add(line);
        output.WriteLine(line);
    }

    private static string FirstLines(string text) =>
        string.Join(" | ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(StandardErrorLines));
}
