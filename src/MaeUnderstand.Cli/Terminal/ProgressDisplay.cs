using System.Globalization;
using MaeUnderstand.Training.Runs;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Spectre.Console;

namespace MaeUnderstand.Cli.Terminal;

/// <summary>
/// Shows how a run is doing on the error stream: one line that changes in place where a person watches, a line each time elsewhere.
/// Log messages go above the live line, and all of it, as JSON, to the run's log file.
/// </summary>
internal sealed class ProgressDisplay : IProgress<TrainingProgress>, IDisposable
{
    private readonly CliContext context;
    private readonly IAnsiConsole? terminal;
    private readonly Logger logger;
    private LiveDisplayContext? live;
    private string lastLine = "";

    public ProgressDisplay(CliContext context, string logPath)
    {
        this.context = context;
        if (context.IsInteractive)
            terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Error) });
        logger = new LoggerConfiguration()
            .WriteTo.Sink(new LogFile(logPath))
            .WriteTo.Sink(new Sink(this))
            .CreateLogger();
    }

    /// <summary>The log of the run.</summary>
    public ILogger Log => logger;

    /// <summary>Runs an action under the live line.</summary>
    public T Show<T>(Func<T> action)
    {
        if (terminal is null)
            return action();
        return terminal.Live(new Text("")).AutoClear(true).Start(display =>
        {
            live = display;
            try
            {
                return action();
            }
            finally
            {
                live = null;
            }
        });
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        lastLine = Line(value);
        live?.UpdateTarget(new Text(ShortLine(value)));
        live?.Refresh();
        logger.Information(
            "Step {Step} of {TotalSteps}, epoch {Epoch:F2}: loss {Loss:F4}, learning rate {LearningRate:G4}, " +
            "{ImagesPerSecond:F1} images/s, waiting for data {DataShare:P0}, memory {MemoryBytes} bytes",
            value.Step, value.TotalSteps, value.Epoch, value.Loss, value.LearningRate, value.ImagesPerSecond,
            value.DataShare, value.MemoryBytes);
    }

    /// <inheritdoc/>
    public void Dispose() => logger.Dispose();

    private void Show(LogEvent logEvent)
    {
        bool isProgress = logEvent.Properties.ContainsKey(nameof(TrainingProgress.ImagesPerSecond));
        string line = isProgress
            ? lastLine
            : $"{(logEvent.Level >= LogEventLevel.Warning ? "warning: " : "")}{logEvent.RenderMessage(CultureInfo.InvariantCulture)}";
        if (terminal is null)
            context.Error.WriteLine(line);
        else if (!isProgress)
            terminal.WriteLine(line);
    }

    private static string Line(TrainingProgress value) => string.Create(CultureInfo.InvariantCulture,
        $"step {value.Step}/{value.TotalSteps}  epoch {value.Epoch:F2}  loss {value.Loss:F4}  lr {value.LearningRate:0.00e+0}  " +
        $"{value.ImagesPerSecond:F1} images/s  left {Duration(value.Remaining)}  memory {value.MemoryBytes / 1e9:F2} GB");

    /// <summary>Fits 80 columns: a live line that wraps jumps.</summary>
    private static string ShortLine(TrainingProgress value) => string.Create(CultureInfo.InvariantCulture,
        $"step {value.Step}/{value.TotalSteps}  loss {value.Loss:F4}  lr {value.LearningRate:0.00e+0}  " +
        $"{value.ImagesPerSecond:F1} images/s  ETA {Duration(value.Remaining)}  {value.MemoryBytes / 1e9:F1} GB");

    private static string Duration(TimeSpan time) => time.TotalDays >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays}d {time:hh\\:mm\\:ss}")
        : time.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);

    /// <summary>A separate object, since the logger disposes its sinks.</summary>
    private sealed class Sink(ProgressDisplay display) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => display.Show(logEvent);
    }
}
