using System.Globalization;
using MaeUnderstand.Evaluation.Identifiability;

namespace MaeUnderstand.Cli.Terminal;

/// <summary>
/// Shows on the error stream how far <c>mae theory identify</c> is: a line that changes in place where a person watches, else a line
/// for every run.
/// </summary>
internal sealed class IdentifyDisplay(CliContext context) : IProgress<IdentifyProgress>, IDisposable
{
    private bool isLineOpen;

    /// <inheritdoc/>
    public void Report(IdentifyProgress value)
    {
        string line = string.Create(CultureInfo.InvariantCulture,
            $"run {value.Run}/{value.Runs}: {value.Graph}, mask {value.Mask}, seed {value.Seed}, " +
            $"step {value.Step}/{value.Steps}, loss {value.Loss:F4}");
        bool isLast = value.Step == value.Steps;
        if (context.IsInteractive)
        {
            context.Error.Write($"\r{line,-110}");
            isLineOpen = true;
        }
        else if (isLast)
        {
            context.Error.WriteLine(line);
        }
    }

    /// <summary>Ends the line that is open.</summary>
    public void Dispose()
    {
        if (isLineOpen)
            context.Error.WriteLine();
        isLineOpen = false;
    }
}
