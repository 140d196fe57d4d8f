using MaeUnderstand.Torch.Files;
using Serilog;

namespace MaeUnderstand.Training.Runs;

/// <summary>Lets a run outlive a disk that does not take what it writes beside the checkpoints: a warning when it begins, a line when
/// it is over.</summary>
/// <param name="log">Told of both.</param>
internal sealed class DiskWatch(ILogger log)
{
    private readonly HashSet<string> failing = [];

    /// <summary>Writes to a file; what a disk throws is logged and not passed on.</summary>
    /// <param name="name">What the log calls the file.</param>
    /// <param name="write">Writes.</param>
    public void Try(string name, Action write)
    {
        try
        {
            write();
            if (failing.Remove(name))
                log.Information("{File:l} can be written again", name);
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            if (failing.Add(name))
                log.Warning("Cannot write {File:l}, the run goes on without: {Reason:l}", name, fault.Message);
        }
    }
}
