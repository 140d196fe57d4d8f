using System.Runtime.InteropServices;

namespace MaeUnderstand.Cli.Terminal;

/// <summary>
/// What the process does for a signal. The first Ctrl+C or SIGTERM is a request to stop in good order, for commands that listen; the
/// second one, and the first for a command that does not, ends the process at once, as the system would. SIGUSR1 is a request for a
/// checkpoint. A file that grows past the system's limit for one (SIGXFSZ) ends nothing: the write fails instead.
/// </summary>
internal sealed class ProcessSignals : IDisposable
{
    private const int FileSizeExceeded = 25;                      // SIGXFSZ, on Linux and macOS alike

    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations;
    private readonly Lock gate = new();
    private Action? onCheckpointRequest;
    private bool isCheckpointRequested;
    private volatile bool isHeard;

    public ProcessSignals()
    {
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Request(context, ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Request(context, ExitCode.Terminated)),
        ];
        if (OperatingSystem.IsWindows())
            return;
        registrations.Add(PosixSignalRegistration.Create((PosixSignal)FileSizeExceeded, context => context.Cancel = true));
        registrations.Add(PosixSignalRegistration.Create((PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10), context =>
        {
            context.Cancel = true;                                // also for a command that writes no checkpoints
            RequestCheckpoint();
        }));
    }

    /// <summary>Cancelled by the first signal. Who takes it promises to look at it.</summary>
    public CancellationToken Listen()
    {
        isHeard = true;
        return source.Token;
    }

    /// <summary>Tells somebody of requests for a checkpoint, on a thread of the system's; one that came before, at once.</summary>
    public void ListenForCheckpoints(Action onRequest)
    {
        lock (gate)
        {
            onCheckpointRequest = onRequest;
            if (isCheckpointRequested)
                onRequest();
        }
    }

    /// <summary>Whether a signal to stop has come.</summary>
    public bool IsRequested => source.IsCancellationRequested;

    /// <summary>What the process returns once it has stopped for a signal; of the first one.</summary>
    public int Code { get; private set; } = ExitCode.Interrupted;

    /// <summary>Acts as if a signal to stop had come.</summary>
    public void Request(int code)
    {
        Code = code;
        source.Cancel();
    }

    /// <summary>Acts as if SIGUSR1 had come.</summary>
    public void RequestCheckpoint()
    {
        lock (gate)
        {
            isCheckpointRequested = true;
            onCheckpointRequest?.Invoke();
        }
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
