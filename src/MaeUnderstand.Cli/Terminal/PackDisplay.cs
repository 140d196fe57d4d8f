using System.Globalization;
using MaeUnderstand.Data;

namespace MaeUnderstand.Cli.Terminal;

/// <summary>
/// Shows on the error stream how far packing is: a line that changes in place where a person watches, else a line now and then.
/// </summary>
internal sealed class PackDisplay(CliContext context) : IProgress<PackProgress>, IDisposable
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly long start = context.Time.GetTimestamp();
    private TimeSpan lastLine;
    private bool isLineOpen;

    /// <summary>Tells of an image that is left out.</summary>
    public void Warn(BadImage bad)
    {
        Dispose();
        context.Error.WriteLine($"warning: cannot read {bad.Path}: {bad.Reason}");
    }

    /// <inheritdoc/>
    public void Report(PackProgress value)
    {
        TimeSpan elapsed = context.Time.GetElapsedTime(start);
        double rate = value.Done / elapsed.TotalSeconds;
        TimeSpan left = TimeSpan.FromSeconds(Math.Ceiling((value.Total - value.Done) / rate));
        string line = string.Create(CultureInfo.InvariantCulture, $"{value.Done}/{value.Total} images  {rate:F1} images/s  left {left:c}");
        if (context.IsInteractive)
        {
            context.Error.Write($"\r{line,-70}");
            isLineOpen = true;
        }
        else if (elapsed - lastLine >= BetweenLines || value.Done == value.Total)
        {
            context.Error.WriteLine(line);
            lastLine = elapsed;
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
