using System.Runtime.InteropServices;

namespace MaeUnderstand.Cli.Terminal;

/// <summary>
/// Turns the first Ctrl+C or SIGTERM into a request to stop in good order, for commands that listen. The second one, and the first
/// for a command that does not, ends the process at once, as the system would.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private volatile bool isHeard;

    public StopSignals()
    {
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Request(context, ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Request(context, ExitCode.Terminated)),
        ];
    }

    /// <summary>Cancelled by the first signal. Who takes it promises to look at it.</summary>
    public CancellationToken Listen()
    {
        isHeard = true;
        return source.Token;
    }

    /// <summary>Whether a signal has come.</summary>
    public bool IsRequested => source.IsCancellationRequested;

    /// <summary>What the process returns once it has stopped for a signal; of the first one.</summary>
    public int Code { get; private set; } = ExitCode.Interrupted;

    /// <summary>Acts as if a signal had come.</summary>
    public void Request(int code)
    {
        Code = code;
        source.Cancel();
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void Request(PosixSignalContext context, int code)
    {
        if (!isHeard || source.IsCancellationRequested)
            return;
        context.Cancel = true;                    // the process lives on to write a checkpoint
        Request(code);
    }
}
