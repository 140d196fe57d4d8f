using System.Globalization;

namespace MaeUnderstand.Training.Runs;

/// <summary>
/// <c>metrics.csv</c>: a line a step, and nothing in it that depends on the machine's speed, so that a resumed run's file equals an
/// uninterrupted run's byte for byte.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    private const string Header = "step,epoch,learning_rate,loss,gradient_norm";
    private const string LineEnd = "\n";

    private readonly LineFile file;

    private MetricsLog(LineFile file) => this.file = file;

    /// <summary>Opens the log to append after step <paramref name="stepsDone"/>: later lines, of a run that went on past its last
    /// checkpoint, are removed.</summary>
    public static MetricsLog Open(string path, long stepsDone)
    {
        var log = new MetricsLog(LineFile.Open(path));
        try
        {
            log.BackTo(stepsDone);
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
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
    /// <exception cref="IOException">The disk is full or fails. The steps are kept and written with the next ones.</exception>
    public void Append(IEnumerable<StepMetrics> steps) => file.Append(string.Concat(steps.Select(step => ToLine(step) + LineEnd)));

    /// <summary>Removes the steps after <paramref name="stepsDone"/>.</summary>
    public void BackTo(long stepsDone)
    {
        bool isHeaderNext = true;
        file.KeepWhile(line =>
        {
            bool isHeader = isHeaderNext;
            isHeaderNext = false;
            return isHeader ? line == Header : Parse(line) is { } metrics && metrics.Step <= stepsDone;
        });
        if (file.IsEmpty)
            file.Append(Header + LineEnd);
    }

    /// <summary>Makes what was appended durable: no checkpoint outlives the lines before it.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void FlushToDisk() => file.FlushToDisk();

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

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
