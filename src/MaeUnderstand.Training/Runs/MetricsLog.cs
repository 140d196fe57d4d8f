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

    private readonly StreamWriter writer;

    private MetricsLog(StreamWriter writer) => this.writer = writer;

    /// <summary>Opens the log to append after step <paramref name="stepsDone"/>: later lines, of a run that went on past its last
    /// checkpoint, are removed.</summary>
    public static MetricsLog Open(string path, long stepsDone)
    {
        string[] kept = File.Exists(path)
            ? [.. Read(path).TakeWhile(metrics => metrics.Step <= stepsDone).Select(ToLine)]
            : [];
        string temporary = path + ".new";
        File.WriteAllText(temporary, string.Concat(kept.Prepend(Header).Select(line => line + LineEnd)));
        File.Move(temporary, path, overwrite: true);
        return new MetricsLog(new StreamWriter(path, append: true) { NewLine = LineEnd });
    }

    /// <summary>Reads a log, which may be open for writing; a last line that a crash cut short is left out.</summary>
    public static IReadOnlyList<StepMetrics> Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        string[] lines = reader.ReadToEnd().Split(LineEnd);                   // the last is empty, or a line cut short
        return [.. lines[..^1].Skip(1).Select(Parse).TakeWhile(metrics => metrics is not null).OfType<StepMetrics>()];
    }

    /// <summary>Appends steps and hands them to the operating system.</summary>
    public void Append(IEnumerable<StepMetrics> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        foreach (StepMetrics metrics in steps)
            writer.WriteLine(ToLine(metrics));
        writer.Flush();
    }

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
