using MaeUnderstand.Cli.Terminal;

namespace MaeUnderstand.Cli.Tests.Support;

/// <summary>
/// Runs commands through the real entry point with captured writers. The working directory is a temporary folder while it lives, so
/// that relative paths, as a user types them, stay in there. Tests run one after another.
/// </summary>
internal sealed class CliRun : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string previousFolder = Directory.GetCurrentDirectory();
    private ProcessSignals? signals;

    public CliRun() => Directory.SetCurrentDirectory(folder.FullName);

    /// <summary>The temporary folder.</summary>
    public string Folder => folder.FullName;

    /// <summary>All environment variables that the commands see.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Told of each line on the error stream, on the thread that writes it: for progress lines, the one that trains.</summary>
    public Action<string>? OnErrorLine { get; set; }

    /// <summary>What the last command wrote.</summary>
    public string StandardOutput { get; private set; } = "";

    /// <summary>What the last command wrote.</summary>
    public string StandardError { get; private set; } = "";

    /// <summary>What the last command wrote, a line each.</summary>
    public string[] OutputLines => StandardOutput.Split(System.Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What the last command wrote, a line each.</summary>
    public string[] ErrorLines => StandardError.Split(System.Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The full path of a name in the temporary folder.</summary>
    public string this[string name] => folder[name];

    /// <summary>Runs a command; its stop signals are its own.</summary>
    /// <returns>The exit code.</returns>
    public int Invoke(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new WatchedWriter(this);
        using (signals = new ProcessSignals())
        {
            int code = MaeCommandLine.Run(args, new CliContext
            {
                Output = output,
                Error = error,
                IsInteractive = false,
                Environment = Environment,
                Signals = signals,
            });
            (StandardOutput, StandardError) = (output.ToString(), error.ToString());
            return code;
        }
    }

    /// <summary>Runs a command that must succeed.</summary>
    public void Succeed(params string[] args)
    {
        int code = Invoke(args);
        Assert.True(code == ExitCode.Success, $"exit {code} of mae {string.Join(' ', args)}\n{StandardError}");
    }

    /// <summary>Runs a command that must refuse its input with one line and nothing else.</summary>
    /// <param name="message">The whole line, without <c>mae: </c>.</param>
    /// <param name="args">The command.</param>
    public void Refuse(string message, params string[] args)
    {
        int code = Invoke(args);
        Assert.Equal($"mae: {message}{System.Environment.NewLine}", StandardError);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Equal("", StandardOutput);
    }

    /// <summary>Acts as if a signal had come to the command that runs; for <see cref="OnErrorLine"/>.</summary>
    public void Stop(int code) => signals!.Request(code);

    /// <summary>Acts as if SIGUSR1 had come to the command that runs; for <see cref="OnErrorLine"/>.</summary>
    public void RequestCheckpoint() => signals!.RequestCheckpoint();

    /// <summary>The lines of a file in the temporary folder.</summary>
    public string[] ReadLines(string name) => File.ReadAllLines(folder[name]);

    /// <summary>The bytes of a run's metrics as text.</summary>
    public string Metrics(string run) => File.ReadAllText(folder[Path.Combine(run, "metrics.csv")]);

    public void Dispose()
    {
        Directory.SetCurrentDirectory(previousFolder);
        folder.Dispose();
    }

    private sealed class WatchedWriter(CliRun owner) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            owner.OnErrorLine?.Invoke(value ?? "");
        }
    }
}
