using MaeUnderstand.Torch.Files;
using MaeUnderstand.Training.Runs;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace MaeUnderstand.Cli.Terminal;

/// <summary>The run's log, a JSON object a line; of what a full disk does not take, nothing is torn, and nothing lost once it does
/// again.</summary>
/// <param name="path">Appended to.</param>
internal sealed class LogFile(string path) : ILogEventSink, IDisposable
{
    private readonly CompactJsonFormatter formatter = new();
    private readonly LineFile file = LineFile.Open(path);
    private readonly Lock gate = new();

    public void Emit(LogEvent logEvent)
    {
        using var line = new StringWriter { NewLine = "\n" };
        formatter.Format(logEvent, line);
        lock (gate)
        {
            try
            {
                file.Append(line.ToString());
            }
            catch (Exception fault) when (DiskFault.Is(fault))
            {
                // The terminal shows the line, and metrics.csv on the same disk says what is wrong with it.
            }
        }
    }

    public void Dispose() => file.Dispose();
}
