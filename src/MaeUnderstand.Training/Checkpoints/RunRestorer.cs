using MaeUnderstand.Torch.Files;
using MaeUnderstand.Training.Runs;
using Serilog;

namespace MaeUnderstand.Training.Checkpoints;

/// <summary>Finds the checkpoint that a run goes on from.</summary>
/// <param name="run">The run; borrowed.</param>
/// <param name="load">Takes over a checkpoint, given its folder.</param>
/// <param name="log">Told of the checkpoint, and of damaged ones.</param>
internal sealed class RunRestorer(RunDirectory run, Action<string> load, ILogger log)
{
    /// <summary>Takes over the latest checkpoint, if there is one. One that is damaged is renamed, with a warning, and the one before it
    /// taken.</summary>
    /// <returns>The checkpoint's folder; <see langword="null"/> where there is none.</returns>
    /// <exception cref="DamagedFileException">Every checkpoint is damaged; none is touched.</exception>
    /// <exception cref="InvalidDataException">The latest is of a run that this one cannot go on with.</exception>
    public string? RestoreLatest()
    {
        var damaged = new List<(long Step, DamagedFileException Fault)>();
        foreach (long candidate in run.Checkpoints.Steps())
        {
            try
            {
                load(run.Checkpoints.PathOf(candidate));
                foreach ((long damagedStep, DamagedFileException fault) in damaged)
                    log.Warning("{Fault:l} It is now {Aside:l}", fault.Message, run.Checkpoints.SetAside(damagedStep));
                return run.Checkpoints.PathOf(candidate);
            }
            catch (DamagedFileException fault)
            {
                damaged.Add((candidate, fault));
            }
        }
        if (damaged is [var latest, ..])
            throw new DamagedFileException($"{latest.Fault.Message} The run has no other checkpoint that is whole.", latest.Fault);
        return null;
    }
}
