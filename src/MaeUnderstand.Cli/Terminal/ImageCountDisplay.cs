using System.Globalization;
using MaeUnderstand.Data;

namespace MaeUnderstand.Cli.Terminal;

/// <summary>
/// Shows on the error stream how far a command is that goes through images: a line that changes in place where a person watches, else a line now and then.
/// </summary>
internal sealed class ImageCountDisplay(CliContext context) : IProgress<PackProgress>, IDisposable
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
    public void Report(PackProgress value) => Report(value.Done, value.Total);

    /// <summary>Shows how many images are done.</summary>
    /// <param name="done">Those that were done before, too.</param>
    /// <param name="total">Of how many.</param>
    /// <param name="doneBefore">Done before this run, in no time.</param>
    public void Report(int done, int total, int doneBefore = 0)
    {
        TimeSpan elapsed = context.Time.GetElapsedTime(start);
        double rate = (done - doneBefore) / elapsed.TotalSeconds;
        TimeSpan left = done > doneBefore ? TimeSpan.FromSeconds(Math.Ceiling((total - done) / rate)) : TimeSpan.Zero;
        string line = string.Create(CultureInfo.InvariantCulture, $"{done}/{total} images  {rate:F1} images/s  left {left:c}");
        if (context.IsInteractive)
        {
            context.Error.Write($"\r{line,-70}");
            isLineOpen = true;
        }
        else if (elapsed - lastLine >= BetweenLines || done == total)
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
