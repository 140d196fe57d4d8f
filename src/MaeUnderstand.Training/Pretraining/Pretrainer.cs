using System.Diagnostics;
using MaeUnderstand.Data;
using MaeUnderstand.Torch.Files;
using MaeUnderstand.Training.Checkpoints;
using MaeUnderstand.Training.Runs;
using Serilog;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Pretraining;

/// <summary>
/// The pretraining loop of facebookresearch/mae (<c>engine_pretrain.py</c>): every step's images, masks and learning rate follow from
/// the plan and the step's number, so a resumed run repeats an uninterrupted one exactly.
/// </summary>
public sealed class Pretrainer : IDisposable
{
    private readonly PretrainPlan plan;
    private readonly RunDirectory run;
    private readonly ILogger log;
    private readonly PretrainStep step;
    private readonly BatchLoader loader;
    private readonly RunIdentity identity;
    private readonly CheckpointKeeper keeper;
    private readonly SampleSheet? samples;
    private StepJournal? journal;
    private Setbacks setbacks = Setbacks.None;
    private long stepsDone;

    /// <summary>Builds model, optimizer and loader.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="source">The images; borrowed.</param>
    /// <param name="run">Where results go; borrowed.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="log">Told of checkpoints, unreadable images, and what went wrong and was got over.</param>
    public Pretrainer(PretrainPlan plan, IImageSource source, RunDirectory run, Device device, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(device);
        (this.plan, this.run, this.log) = (plan, run, log);
        step = new PretrainStep(plan, device);
        loader = TrainingLoader.Create(plan, source, device, OnBadImage);
        identity = RunIdentity.Of(plan, step.Precision);
        keeper = new CheckpointKeeper(plan, run.Checkpoints, WriteCheckpoint, log, TimeProvider.System);
        samples = plan.Options.SampleEvery > 0 ? new SampleSheet(source, plan) : null;
    }

    /// <summary>How many numbers the model trains.</summary>
    public long ParameterCount => step.Parameters.ParameterCount;

    /// <summary>Goes on from a checkpoint instead of fresh weights.</summary>
    /// <param name="checkpoint">Its folder.</param>
    /// <exception cref="DamagedFileException">It is not what was written.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or of a run that this one cannot go on with.</exception>
    public void Restore(string checkpoint)
    {
        try
        {
            Load(checkpoint);
        }
        catch (DamagedFileException fault) when (CheckpointStore.Before(checkpoint) is { } before)
        {
            throw new DamagedFileException($"{fault.Message} The one before it is '{before}'.", fault);
        }
        if (run.Checkpoints.LatestStep() is { } latest && latest > stepsDone)
        {
            throw new InvalidDataException($"'{run.FullName}' holds checkpoints up to step {latest}, " +
                $"later than '{checkpoint}' at step {stepsDone}. Give another --output, or delete the later ones.");
        }
        SayWhence(checkpoint);
    }

    /// <summary>
    /// Goes on from the run directory's latest checkpoint, if it has one. One that is damaged is renamed, with a warning, and the one
    /// before it taken: a run that is restarted unattended repeats some steps rather than wait for somebody.
    /// </summary>
    /// <exception cref="DamagedFileException">Every checkpoint is damaged; none is touched.</exception>
    /// <exception cref="InvalidDataException">The latest is of a run that this one cannot go on with.</exception>
    public void RestoreLatest()
    {
        if (new RunRestorer(run, Load, log).RestoreLatest() is { } checkpoint)
            SayWhence(checkpoint);
    }

    /// <summary>Asks for a checkpoint after the current step; from any thread, at any time.</summary>
    public void RequestCheckpoint() => keeper.Request();

    /// <summary>Trains to the end of the plan, or to the end of the step in which <paramref name="stop"/> is cancelled.</summary>
    /// <param name="progress">Told every <c>--log-every</c> steps.</param>
    /// <param name="stop">Asks the run to write a checkpoint and return.</param>
    /// <exception cref="TrainingFailedException">The loss is not a finite number any more, or the last checkpoint cannot be
    /// written.</exception>
    /// <exception cref="InvalidDataException">Too many images cannot be read.</exception>
    public PretrainReport Run(IProgress<TrainingProgress> progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(progress);
        long started = Stopwatch.GetTimestamp();
        using (journal = new StepJournal(plan, run, stepsDone, step.Model.Device, progress, log))
        {
            keeper.Start(stepsDone);
            while (TrainFrom(stepsDone, stop) is { } bad)
                GoBack(bad);
            return Report(keeper.SaveLast(stepsDone), Stopwatch.GetElapsedTime(started));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        samples?.Dispose();
        step.Dispose();
    }

    private void Load(string checkpoint)
    {
        setbacks = TrainingState.Read(checkpoint, step.Model, step.Parameters, step.Optimizer, identity);
        step.Refresh();
        stepsDone = step.Optimizer.StepCount;
        if (stepsDone > plan.TotalSteps)
        {
            throw new InvalidDataException($"'{checkpoint}' is at step {stepsDone}, but this run ends at step {plan.TotalSteps}: " +
                "there is nothing to go on with. Raise --epochs or --steps.");
        }
    }

    private void SayWhence(string checkpoint) => log.Information("Going on from {Checkpoint:l} at step {Step}", checkpoint, stepsDone);

    /// <summary>Trains until the end, a stop, or a step that is not finite.</summary>
    /// <returns>That step; <see langword="null"/> at the end.</returns>
    private StepMetrics? TrainFrom(long first, CancellationToken stop)
    {
        IEnumerable<ImageBatch> remaining = loader.Read(
            plan.FirstBatchOf(first) + setbacks.SkippedBatches,
            plan.FirstBatchOf(plan.TotalSteps) + setbacks.SkippedBatches,
            CancellationToken.None);                                            // a step begun is finished
        using IEnumerator<ImageBatch> batches = remaining.GetEnumerator();
        while (stepsDone < plan.TotalSteps && !stop.IsCancellationRequested)
        {
            try
            {
                TrainStep(batches);
            }
            catch (InvalidDataException)                                        // too many unreadable images
            {
                if (journal!.Report(stepsDone) is null)
                    keeper.TrySave(stepsDone);                                  // nothing of the training is lost
                throw;
            }
            bool isDue = stepsDone < plan.TotalSteps && keeper.IsDue(stepsDone);
            if ((isDue || stepsDone % plan.Options.LogEvery == 0) && journal!.Report(stepsDone) is { } bad)
                return bad;                                                     // and is in no checkpoint
            if (isDue)
                keeper.TrySave(stepsDone);
            if (samples is not null && stepsDone % plan.Options.SampleEvery == 0)
                journal!.Draw(samples, step.Model, stepsDone);
        }
        return journal!.Report(stepsDone);
    }

    private void TrainStep(IEnumerator<ImageBatch> batches)
    {
        using var scope = NewDisposeScope();
        double epoch = plan.EpochAt(stepsDone);
        double learningRate = plan.Schedule.At(epoch) * setbacks.RateFactor(stepsDone + 1, plan.Options.RollbackRate);
        Tensor total = zeros([], float32, step.Model.Device);
        for (int i = 0; i < plan.Options.Accumulation; i++)
        {
            using ImageBatch batch = journal!.WaitFor(batches);
            Tensor loss = step.Forward(batch);
            step.Backward(loss);
            total.add_(loss.detach() / plan.Options.Accumulation);
        }
        Tensor norm = step.Update(learningRate);
        journal!.Add(total, norm, ++stepsDone, epoch, learningRate);
    }

    /// <summary>Goes on from the last checkpoint, past the images that did it harm, and slower.</summary>
    /// <exception cref="TrainingFailedException">The run is to stop instead, or has gone back too often.</exception>
    private void GoBack(StepMetrics bad)
    {
        string where = bad.FaultInWords();
        const string advice = "Lower --blr, lengthen --warmup-epochs, or set --clip-grad 1.";
        if (plan.Options.OnNonFinite == OnNonFinite.Stop || keeper.GoBackTo() is not { } backTo)
        {
            string last = run.Checkpoints.Latest() is { } path ? $"the last checkpoint is {path}" : "there is no checkpoint yet";
            throw new TrainingFailedException($"{where}; {last}. {advice}");
        }
        Setbacks next = setbacks.Add(bad.Step, backTo, plan.Options.Accumulation, plan.Options.RollbackSteps);
        if (next.InARow > plan.Options.RollbackLimit)
            throw new TrainingFailedException($"{where}, though the run went back {setbacks.InARow} times in a row. {advice}");

        log.Warning("{Where:l}: back to step {Step} and past the images up to there; the learning rate is {Factor} of the schedule's " +
            "until step {CautiousUntil}", where, backTo, Math.Pow(plan.Options.RollbackRate, next.InARow), next.CautiousUntil);
        Load(run.Checkpoints.PathOf(backTo));
        setbacks = next;
        keeper.BackTo(stepsDone);
        journal!.BackTo(stepsDone);
    }

    private void WriteCheckpoint(string folder)
    {
        journal!.FlushToDisk();                                                 // no checkpoint outlives the metrics before it
        TrainingState.Write(folder, step.Model, step.Parameters, step.Optimizer, identity, setbacks);
    }

    private PretrainReport Report(string checkpoint, TimeSpan elapsed)
    {
        IReadOnlyList<StepMetrics> all = MetricsLog.Read(run.MetricsPath);
        double end = plan.EpochAt(stepsDone);
        return new PretrainReport
        {
            Steps = stepsDone,
            IsInterrupted = stepsDone < plan.TotalSteps,
            Checkpoint = checkpoint,
            FirstEpochLoss = MeanLoss(all.Where(item => item.Epoch < 1)),
            LastEpochLoss = MeanLoss(all.Where(item => item.Epoch >= end - 1)),
            Elapsed = elapsed,
        };
    }

    private static double? MeanLoss(IEnumerable<StepMetrics> metrics) => metrics.Average(item => (double?)item.Loss);

    private void OnBadImage(BadImage image) => log.Warning("Cannot read an image, another takes its place: {BadImage:l}", image.Sentence);
}
