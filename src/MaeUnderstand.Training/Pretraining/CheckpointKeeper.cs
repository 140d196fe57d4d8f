using MaeUnderstand.Torch.Files;
using MaeUnderstand.Training.Checkpoints;
using MaeUnderstand.Training.Runs;
using Serilog;

namespace MaeUnderstand.Training.Pretraining;

/// <summary>
/// Decides when a run writes a checkpoint and which ones it keeps. A checkpoint that cannot be written costs the run nothing but that
/// checkpoint: it warns, and tries again.
/// </summary>
/// <param name="plan">The run.</param>
/// <param name="store">Its checkpoints.</param>
/// <param name="write">Writes the files of a checkpoint into a folder.</param>
/// <param name="log">Told of each checkpoint, written or not.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckpointKeeper(ITrainingPlan plan, CheckpointStore store, Action<string> write, ILogger log, TimeProvider time)
{
    /// <summary>How long after a failure it is tried again, if no checkpoint is due earlier.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(5);

    private readonly TimeSpan? interval = plan.SaveMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
    private long lastTry = -1;
    private (long Since, TimeSpan After)? timer;
    private volatile bool isRequested;

    /// <summary>Asks for a checkpoint at the next step boundary, from any thread.</summary>
    public void Request() => isRequested = true;

    /// <summary>Begins a run. Where it may have to go back, it starts with a checkpoint to go back to.</summary>
    /// <param name="step">Steps done.</param>
    public void Start(long step)
    {
        lastTry = step;
        SetTimer(interval);
        if (plan.OnNonFinite == OnNonFinite.Rollback && GoBackTo() is null)
            TrySave(step);
    }

    /// <summary>Goes on from an earlier step; the checkpoints of later ones, which will not come again as they were, are deleted.</summary>
    /// <param name="step">Steps done.</param>
    /// <exception cref="IOException">They cannot be deleted.</exception>
    public void BackTo(long step)
    {
        store.Delete(store.Steps().Where(later => later > step));
        lastTry = step;
        SetTimer(interval);
    }

    /// <summary>Whether a checkpoint is to be written now.</summary>
    /// <param name="step">Steps done.</param>
    public bool IsDue(long step) => isRequested || step != lastTry
        && (IsRegular(step) || timer is var (since, after) && time.GetElapsedTime(since) >= after);

    /// <summary>Writes a checkpoint, or warns of why it cannot.</summary>
    /// <param name="step">Steps done.</param>
    public void TrySave(long step)
    {
        try
        {
            Save(step);
            SetTimer(interval);
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            TimeSpan retry = interval < RetryAfter ? interval.Value : RetryAfter;
            SetTimer(retry);
            log.Warning("The checkpoint of step {Step} could not be written: {Reason:l} The run goes on and tries again " +
                "in {Minutes:F0} min, or when the next one is due; {Latest:l}", step, fault.Message, retry.TotalMinutes, LatestInWords());
        }
    }

    /// <summary>Writes the last checkpoint of a run.</summary>
    /// <param name="step">Steps done.</param>
    /// <returns>Its folder.</returns>
    /// <exception cref="TrainingFailedException">It cannot be written.</exception>
    public string SaveLast(long step)
    {
        try
        {
            return Save(step);
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            throw new TrainingFailedException($"The checkpoint of step {step}, the last of the run, could not be written: " +
                $"{fault.Message} Free the disk and go on with --resume; {LatestInWords()}.", fault);
        }
    }

    /// <summary>
    /// The step that a run goes back to: its last regular checkpoint, or the one that it started with. Those of a signal or of a clock
    /// do not count, so that a run goes back to the same step whatever interrupted it.
    /// </summary>
    /// <returns><see langword="null"/> where there is no checkpoint.</returns>
    public long? GoBackTo() => store.Steps() is [.., var first] steps ? steps.FirstOrDefault(IsRegular, first) : null;

    private bool IsRegular(long step) => plan.SaveEvery > 0 && step % plan.SaveEvery == 0;

    private string Save(long step)
    {
        (isRequested, lastTry) = (false, step);
        Prune();                                                    // a lowered --keep frees the space for this one
        string path = store.Save(step, write);
        log.Information("Checkpoint {Checkpoint:l}", path);
        Prune();
        return path;
    }

    private void Prune()
    {
        if (plan.Keep is not { } keep)
            return;
        long? needed = plan.OnNonFinite == OnNonFinite.Rollback ? GoBackTo() : null;
        try
        {
            store.Delete(store.Steps().Skip(keep).Where(step => step != needed));
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            log.Warning("Old checkpoints could not be deleted: {Reason:l}", fault.Message);
        }
    }

    private void SetTimer(TimeSpan? after) => timer = after is { } span ? (time.GetTimestamp(), span) : null;

    private string LatestInWords() => store.Latest() is { } latest ? $"the latest checkpoint is {latest}" : "there is no checkpoint yet";
}
