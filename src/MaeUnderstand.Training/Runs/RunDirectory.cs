using MaeUnderstand.Torch.Files;
using MaeUnderstand.Training.Checkpoints;

namespace MaeUnderstand.Training.Runs;

/// <summary>
/// The folder of one run: configuration, logs, metrics, checkpoints. Held by one process at a time: the lock goes with the process,
/// however it ends.
/// </summary>
public sealed class RunDirectory : IDisposable
{
    /// <summary>The name of the folder of checkpoints.</summary>
    public const string CheckpointsName = "checkpoints";

    /// <summary>The name of the resolved configuration.</summary>
    public const string ConfigName = "config.json";

    private readonly FileStream runLock;

    private RunDirectory(string path, FileStream runLock)
    {
        FullName = path;
        this.runLock = runLock;
        Checkpoints = new CheckpointStore(Path.Combine(path, CheckpointsName));
        DirectoryFlush.Flush(path);                                     // the names of the checkpoints' folder and the lock
        DirectoryFlush.Flush(Path.GetDirectoryName(path) ?? path);
    }

    /// <summary>The folder's full path.</summary>
    public string FullName { get; }

    /// <summary>The run's checkpoints.</summary>
    public CheckpointStore Checkpoints { get; }

    /// <summary>The resolved configuration.</summary>
    public string ConfigPath => Path.Combine(FullName, ConfigName);

    /// <summary>Step, learning rate and loss of every step.</summary>
    public string MetricsPath => Path.Combine(FullName, "metrics.csv");

    /// <summary>The log, a JSON object a line.</summary>
    public string LogPath => Path.Combine(FullName, "log.jsonl");

    /// <summary>TensorBoard's event files.</summary>
    public string TensorBoardPath => Path.Combine(FullName, "tensorboard");

    /// <summary>Opens a run directory and locks it.</summary>
    /// <param name="path">Made if need be.</param>
    /// <param name="isResumed">Whether a run that is there is gone on with; otherwise it is refused.</param>
    /// <exception cref="IOException">It cannot be written, another process holds it, or it holds a run and is not to be resumed.</exception>
    public static RunDirectory Open(string path, bool isResumed)
    {
        string full = Path.GetFullPath(path);
        FileStream runLock = Lock(full);
        try
        {
            if (!isResumed && File.Exists(Path.Combine(full, ConfigName)))
            {
                throw new IOException($"The run directory '{path}' holds a run already. Give --resume to go on with it, " +
                    "or another --output to start anew.");
            }
            return new RunDirectory(full, runLock);
        }
        catch
        {
            runLock.Dispose();
            throw;
        }
    }

    /// <summary>Replaces the configuration; whenever the process ends, the old one or the new one is there whole.</summary>
    /// <param name="json">The file's text.</param>
    public void WriteConfig(string json) => AtomicFile.WriteText(ConfigPath, json);

    /// <inheritdoc/>
    public void Dispose() => runLock.Dispose();

    private static FileStream Lock(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Cannot make the run directory '{path}': {fault.Message}", fault);
        }
        string lockPath = Path.Combine(path, "run.lock");
        try
        {
            return new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (IsHeldElsewhere(fault))
        {
            throw new IOException($"Another process is training in the run directory '{path}'. Wait for it, or give another --output.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Cannot write to the run directory '{path}': {fault.Message}", fault);
        }
    }

    /// <summary>Tells a lock from a full or failing disk: EWOULDBLOCK on Linux (11) and macOS (35), ERROR_SHARING_VIOLATION.</summary>
    private static bool IsHeldElsewhere(IOException fault) => fault.HResult is 11 or 35 or unchecked((int)0x80070020);
}
