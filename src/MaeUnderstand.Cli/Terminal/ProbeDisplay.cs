using System.Globalization;
using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Cli.Terminal;

/// <summary>
/// Shows on the error stream how far a probe is: a line that changes in place where a person watches, else a line now and then.
/// </summary>
internal sealed class ProbeDisplay(CliContext context) : IProbeMonitor, IDisposable
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly long start = context.Time.GetTimestamp();
    private TimeSpan? lastLine;
    private bool isLineOpen;

    /// <inheritdoc/>
    public void Report(ExtractionProgress progress) =>
        Show($"{progress.Split} features {progress.Done}/{progress.Total} images", isLast: progress.Done == progress.Total);

    /// <inheritdoc/>
    public void Report(EpochProgress progress) => Show(
        string.Create(CultureInfo.InvariantCulture,
            $"epoch {progress.Epoch}/{progress.TotalEpochs}  train loss {progress.TrainLoss:F4}  lr {progress.LearningRate:0.00e+0}  " +
            $"val loss {progress.Loss:F4}  top-1 {progress.Top1:P2}  top-5 {progress.Top5:P2}"),
        isLast: progress.Epoch == progress.TotalEpochs);

    /// <inheritdoc/>
    public void Report(BadImage bad)
    {
        Dispose();
        context.Error.WriteLine($"warning: cannot read {bad.Path}: {bad.Reason}");
    }

    /// <summary>Ends the line that is open.</summary>
    public void Dispose()
    {
        if (isLineOpen)
            context.Error.WriteLine();
        isLineOpen = false;
    }

    private void Show(string line, bool isLast)
    {
        if (context.IsInteractive)
        {
            context.Error.Write($"\r{line,-110}");
            isLineOpen = true;
            if (isLast)
                Dispose();
            return;
        }
        TimeSpan now = context.Time.GetElapsedTime(start);
        if (!isLast && now - lastLine < BetweenLines)
            return;
        context.Error.WriteLine(line);
        lastLine = now;
    }
}
