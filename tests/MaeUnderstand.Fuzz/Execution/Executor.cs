using System.Diagnostics;
using System.Text.RegularExpressions;
using MaeUnderstand.Fuzz.Readers;
using TorchSharp;

namespace MaeUnderstand.Fuzz.Execution;

/// <summary>Reads inputs in this process and holds what happens to the reader's bound.</summary>
internal sealed partial class Executor(FuzzTarget target, string path) : IDisposable
{
    private readonly PeakMemory peak = new();

    /// <summary>What the last input led to, without names and numbers: inputs with another one are worth keeping.</summary>
    public string Outcome { get; private set; } = "";

    /// <summary>Reads an input.</summary>
    /// <returns>What was wrong; <see langword="null"/> if nothing.</returns>
    public Finding? Run(byte[] input)
    {
        Finding? finding = RunOnce(input);
        // The first use of something, or another program, may be what took the time and the memory: then they do not come again.
        return finding is { Kind: "time" or "memory" } ? RunOnce(input) : finding;
    }

    public void Dispose() => peak.Dispose();

    private Finding? RunOnce(byte[] input)
    {
        File.WriteAllBytes(path, input);
        long liveTensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        long managed = GC.GetAllocatedBytesForCurrentThread();
        peak.Start();
        long start = Stopwatch.GetTimestamp();
        Finding? finding = Read();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        long growth = peak.Growth();
        managed = GC.GetAllocatedBytesForCurrentThread() - managed;
        liveTensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount - liveTensors;

        long allowed = target.Bound.BytesFor(input.Length);
        if (finding is not null)
            return finding;
        if (Math.Max(managed, growth) > allowed)
        {
            return new Finding("memory", $"of {input.Length} bytes takes {managed} bytes of managed memory and lets the process grow by " +
                $"{growth}; {allowed} are allowed.", Outcome);
        }
        if (elapsed > target.Bound.Time)
            return new Finding("time", $"takes {elapsed.TotalSeconds:F2} s, more than {target.Bound.Time.TotalSeconds} s.", Outcome);
        return liveTensors == 0 ? null : new Finding("leak", $"leaves {liveTensors} tensors alive.", Outcome);
    }

    private Finding? Read()
    {
        try
        {
            target.Read(path);
            Outcome = "read";
            return null;
        }
        catch (FindingException fault)
        {
            return new Finding("exception", fault.Message, FirstFrame(fault));
        }
#pragma warning disable CA1031 // which exceptions may leave a reader is the question
        catch (Exception fault)
#pragma warning restore CA1031
        {
            string message = Quotes().Replace(fault.Message.Replace($"'{path}'", "", StringComparison.Ordinal), "");
            Outcome = string.Concat(message.Where(char.IsLetter).Take(100));
            return target.ProblemWith(fault, path) is { } problem ? new Finding("exception", problem, FirstFrame(fault)) : null;
        }
    }

    /// <summary>From the first quoted name to the last: what the file supplied.</summary>
    [GeneratedRegex("'.*'", RegexOptions.Singleline)]
    private static partial Regex Quotes();

    private static string FirstFrame(Exception fault) =>
        fault.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("MaeUnderstand", StringComparison.Ordinal))?.Trim() ?? "";
}
