using System.Diagnostics;
using MaeUnderstand.Data;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Files;
using MaeUnderstand.Torch.Safetensors;
using MaeUnderstand.Training.Checkpoints;
using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Runs;
using Serilog;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Finetuning;

/// <summary>
/// The fine-tuning loop of facebookresearch/mae (<c>main_finetune.py</c>, <c>engine_finetune.py</c>): a validation after each epoch, and
/// the best epoch's weights kept. Every step follows from the plan and its number: a resumed run repeats an uninterrupted one.
/// </summary>
public sealed class Finetuner : IDisposable
{
    /// <summary>The folder of the best epoch's weights in the run directory.</summary>
    public const string BestName = "best";

    private const string Advice = "Lower --blr, lengthen --warmup-epochs, or set --clip-grad 1.";

    private readonly FinetunePlan plan;
    private readonly RunDirectory run;
    private readonly Func<VisionTransformer, CancellationToken, ClassificationScores> validate;
    private readonly ILogger log;
    private readonly FinetuneStep step;
    private readonly BatchLoader loader;
    private readonly FinetuneIdentity identity;
    private readonly CheckpointKeeper keeper;
    private readonly DiskWatch disk;
    private readonly Tensor lossSum;                                            // [] float64, of the epoch under way
    private StepJournal? journal;
    private EpochLog? epochs;
    private FinetuneState state = FinetuneState.Start;
    private long stepsDone;

    /// <summary>Builds optimizer and loader.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="model">With its first weights, float32, on the device to train on; owned by this object from now on.</param>
    /// <param name="source">The training images; borrowed.</param>
    /// <param name="fingerprint">Tells their set from another one.</param>
    /// <param name="run">Where results go; borrowed.</param>
    /// <param name="validate">Measures a model, which it borrows; may be cancelled.</param>
    /// <param name="log">Told of checkpoints, epochs, unreadable images, and what went wrong and was got over.</param>
    public Finetuner(
        FinetunePlan plan, VisionTransformer model, IImageSource source, string fingerprint, RunDirectory run,
        Func<VisionTransformer, CancellationToken, ClassificationScores> validate, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(run);
        (this.plan, this.run, this.validate, this.log) = (plan, run, validate, log);
        FinetuneOptions options = plan.Options;
        step = new FinetuneStep(plan, model);
        loader = new BatchLoader(
            source,
            new FineTuneTransform(
                model.Vit.ImageSize, options.Augment, new RandomResizedCrop(options.MinCrop), isFlipped: options.Flip),
            TrainingLoader.Options(options.BatchSize, options.Seed, options.Workers, options.MaxBadFraction, model.Device),
            image => log.Warning("Cannot read an image, another takes its place: {BadImage:l}", image.Sentence));
        identity = FinetuneIdentity.Of(plan, fingerprint, step.Precision);
        keeper = new CheckpointKeeper(plan, run.Checkpoints, WriteCheckpoint, log, TimeProvider.System);
        disk = new DiskWatch(log);
        lossSum = zeros([], float64, model.Device).DetachFromDisposeScope();
    }

    /// <summary>How many numbers the model trains.</summary>
    public long ParameterCount => step.Parameters.ParameterCount;

    private bool IsOver => state.MeasuredEpochs >= plan.Options.Epochs;

    private string BestPath => Path.Combine(run.FullName, BestName, ModelFile.WeightsName);

    /// <summary>Goes on from the run directory's latest checkpoint, if it has one; one that is damaged is renamed, with a warning, and
    /// the one before it taken.</summary>
    /// <exception cref="DamagedFileException">Every checkpoint is damaged; none is touched.</exception>
    /// <exception cref="InvalidDataException">The latest is of a run that this one cannot go on with.</exception>
    public void RestoreLatest()
    {
        if (new RunRestorer(run, Load, log).RestoreLatest() is { } checkpoint)
            log.Information("Going on from {Checkpoint:l} at step {Step}", checkpoint, stepsDone);
    }

    /// <summary>Asks for a checkpoint after the current step; from any thread, at any time.</summary>
    public void RequestCheckpoint() => keeper.Request();

    /// <summary>Trains to the end of the plan, or to the end of the step in which <paramref name="stop"/> is cancelled.</summary>
    /// <param name="progress">Told every <c>--log-every</c> steps.</param>
    /// <param name="stop">Asks the run to write a checkpoint and return.</param>
    /// <exception cref="TrainingFailedException">The loss is not a finite number any more, or the last checkpoint cannot be
    /// written.</exception>
    /// <exception cref="InvalidDataException">Too many images cannot be read.</exception>
    public FinetuneResult Run(IProgress<TrainingProgress> progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(progress);
        long started = Stopwatch.GetTimestamp();
        using (journal = new StepJournal(plan, run, stepsDone, step.Model.Device, progress, log))
        using (epochs = EpochLog.Open(Path.Combine(run.FullName, "epochs.csv"), state.MeasuredEpochs))
        {
            keeper.Start(stepsDone);
            while (!IsOver && !stop.IsCancellationRequested)
                TrainEpoch(stop);
            RequireFinite();
            return new FinetuneResult
            {
                Steps = stepsDone,
                IsInterrupted = !IsOver,
                Checkpoint = keeper.SaveLast(stepsDone),
                Last = state.Last,
                BestTop1 = state.BestTop1,
                BestEpoch = state.BestEpoch,
                Elapsed = Stopwatch.GetElapsedTime(started),
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lossSum.Dispose();
        step.Dispose();
    }

    private void Load(string checkpoint)
    {
        string? note = TrainingState.ReadNote(
            checkpoint, step.Model, step.Parameters, step.Optimizer, identity, FinetuneState.Key);
        state = FinetuneState.Parse(note)
            ?? throw new InvalidDataException($"'{checkpoint}' does not say how far its fine-tuning was: it is no checkpoint of one.");
        SetLossSum(state.LossSum);
        step.Refresh();
        stepsDone = step.Optimizer.StepCount;
        if (stepsDone > plan.TotalSteps)
        {
            throw new InvalidDataException($"'{checkpoint}' is at step {stepsDone}, but this run ends at step {plan.TotalSteps}: " +
                "there is nothing to go on with. Raise --epochs.");
        }
    }

    /// <summary>Trains to the end of the epoch that is under way, and measures then. A run that was stopped while it measured is at that
    /// end already.</summary>
    private void TrainEpoch(CancellationToken stop)
    {
        long end = (state.MeasuredEpochs + 1) * plan.StepsPerEpoch;
        if (stepsDone == end)
        {
            Measure(stop);
            return;
        }
        long firstBatch = plan.FirstBatchOf(stepsDone);
        IEnumerable<ImageBatch> remaining = loader.Read(
            firstBatch, firstBatch + (end - stepsDone) * plan.Options.Accumulation, CancellationToken.None);     // a step begun is finished
        using IEnumerator<ImageBatch> batches = remaining.GetEnumerator();
        while (stepsDone < end && !stop.IsCancellationRequested)
        {
            TrainStep(batches);
            bool isDue = stepsDone < plan.TotalSteps && keeper.IsDue(stepsDone);
            if (isDue || stepsDone == end || stepsDone % plan.Options.LogEvery == 0)
                RequireFinite();
            if (stepsDone == end)
                Measure(stop);
            if (isDue)
                keeper.TrySave(stepsDone);
        }
    }

    private void TrainStep(IEnumerator<ImageBatch> batches)
    {
        using var scope = NewDisposeScope();
        double epoch = plan.EpochAt(stepsDone);
        double learningRate = plan.Schedule.At(epoch);
        Tensor total = zeros([], float32, step.Model.Device);
        for (int i = 0; i < plan.Options.Accumulation; i++)
        {
            using ImageBatch batch = Next(batches);
            Tensor loss = step.Forward(batch);
            step.Backward(loss);
            total.add_(loss.detach() / plan.Options.Accumulation);
        }
        Tensor norm = step.Update(learningRate);
        lossSum.add_(total);
        journal!.Add(total, norm, ++stepsDone, epoch, learningRate);
    }

    private ImageBatch Next(IEnumerator<ImageBatch> batches)
    {
        try
        {
            return journal!.WaitFor(batches);
        }
        catch (InvalidDataException)                                            // too many unreadable images
        {
            RequireFinite();
            keeper.TrySave(stepsDone);                                          // nothing of the training is lost
            throw;
        }
    }

    /// <summary>Measures, and keeps the weights if no earlier epoch's were as good. A run that goes on from an earlier checkpoint comes
    /// to the same. Cancelled, it leaves the epoch unmeasured: a run that goes on begins with that.</summary>
    private void Measure(CancellationToken stop)
    {
        ClassificationScores scores;
        try
        {
            scores = validate(step.Working, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            keeper.TrySave(stepsDone);                                          // nothing of the training is lost
            throw;
        }
        int epoch = state.MeasuredEpochs + 1;
        if (!double.IsFinite(scores.Loss))
            throw new TrainingFailedException($"The validation loss after epoch {epoch} is {scores.Loss}; {LastCheckpoint()}. {Advice}");
        var result = new EpochProgress(
            epoch, plan.Options.Epochs, plan.Schedule.At(plan.EpochAt(stepsDone - 1)), lossSum.item<double>() / plan.StepsPerEpoch,
            scores.Loss, scores.Top1, scores.Top5);
        state = state.After(scores);
        SetLossSum(0);
        disk.Try("epochs.csv", () => epochs!.Append(result));
        journal!.Add(result, stepsDone);
        if (state.BestEpoch == epoch)
            disk.Try(BestName, WriteBest);
        log.Information(
            "Epoch {Epoch} of {TotalEpochs}: training loss {TrainLoss:F4}, validation loss {Loss:F4}, top-1 {Top1:P2}, top-5 {Top5:P2}",
            epoch, plan.Options.Epochs, result.TrainLoss, scores.Loss, scores.Top1, scores.Top5);
    }

    /// <exception cref="TrainingFailedException">A step since the last report is not finite.</exception>
    private void RequireFinite()
    {
        if (journal!.Report(stepsDone) is not { } bad)
            return;
        throw new TrainingFailedException($"{bad.FaultInWords()}; {LastCheckpoint()}. {Advice}");
    }

    private string LastCheckpoint() =>
        run.Checkpoints.Latest() is { } path ? $"the last checkpoint is {path}" : "there is no checkpoint yet";

    private void SetLossSum(double value)
    {
        using var scope = NewDisposeScope();
        using Scalar number = value;
        lossSum.fill_(number);
    }

    private void WriteBest()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(BestPath)!);
        AtomicFile.Write(BestPath, temporary =>
            SafetensorsWriter.Write(temporary, ModelWeights.Of(step.Model), identity.Model.ToMetadata()));
    }

    private void WriteCheckpoint(string folder)
    {
        journal!.FlushToDisk();                                                 // no checkpoint outlives the lines before it
        epochs!.FlushToDisk();
        FinetuneState current = state with { LossSum = lossSum.item<double>() };
        TrainingState.Write(
            folder, step.Model, step.Parameters, step.Optimizer, identity, [KeyValuePair.Create(FinetuneState.Key, current.ToText())]);
    }
}
