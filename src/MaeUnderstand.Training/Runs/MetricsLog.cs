using System.Globalization;
using MaeUnderstand.Torch.Files;

namespace MaeUnderstand.Training.Runs;

/// <summary>
/// <c>metrics.csv</c>: a line a step, and nothing in it that depends on the machine's speed, so that a resumed run's file equals an
/// uninterrupted run's byte for byte.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    private const string Header = "step,epoch,learning_rate,loss,gradient_norm";
    private const string LineEnd = "\n";

    private readonly FileStream file;
    private readonly StreamWriter writer;

    private MetricsLog(FileStream file)
    {
        this.file = file;
        writer = new StreamWriter(file) { NewLine = LineEnd };
    }

    /// <summary>Opens the log to append after step <paramref name="stepsDone"/>: later lines, of a run that went on past its last
    /// checkpoint, are removed.</summary>
    public static MetricsLog Open(string path, long stepsDone)
    {
        IEnumerable<string> kept = File.Exists(path) ? Read(path).TakeWhile(metrics => metrics.Step <= stepsDone).Select(ToLine) : [];
        AtomicFile.WriteText(path, string.Concat(kept.Prepend(Header).Select(line => line + LineEnd)));
        return new MetricsLog(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read));
    }

    /// <summary>Reads a log, also while it is written. What stands after the last line end, if anything, a crash cut short: it is left
    /// out.</summary>
    public static IReadOnlyList<StepMetrics> Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        string[] lines = reader.ReadToEnd().Split(LineEnd);
        return [.. lines.SkipLast(1).Skip(1).Select(Parse).TakeWhile(metrics => metrics is not null).OfType<StepMetrics>()];
    }

    /// <summary>Appends steps and hands them to the operating system.</summary>
    public void Append(IEnumerable<StepMetrics> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        foreach (StepMetrics metrics in steps)
            writer.WriteLine(ToLine(metrics));
        writer.Flush();
    }

    /// <summary>Makes what was appended durable: no checkpoint outlives the lines before it.</summary>
    public void FlushToDisk() => file.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    private static string ToLine(StepMetrics metrics) => string.Create(CultureInfo.InvariantCulture,
        $"{metrics.Step},{metrics.Epoch:R},{metrics.LearningRate:R},{metrics.Loss:R},{metrics.GradientNorm:R}");

    private static StepMetrics? Parse(string line) =>
        line.Split(',') is [string step, string epoch, string rate, string loss, string norm]
        && long.TryParse(step, CultureInfo.InvariantCulture, out long stepNumber)
        && double.TryParse(epoch, CultureInfo.InvariantCulture, out double epochNumber)
        && double.TryParse(rate, CultureInfo.InvariantCulture, out double rateNumber)
        && float.TryParse(loss, CultureInfo.InvariantCulture, out float lossNumber)
        && float.TryParse(norm, CultureInfo.InvariantCulture, out float normNumber)
            ? new StepMetrics(stepNumber, epochNumber, rateNumber, lossNumber, normNumber)
            : null;
}
