using System.Diagnostics;
using MaeUnderstand.Data;
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
    private readonly SampleSheet? samples;
    private long stepsDone;

    /// <summary>Builds model, optimizer and loader.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="source">The images; borrowed.</param>
    /// <param name="run">Where results go; borrowed.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="log">Told of checkpoints and unreadable images.</param>
    public Pretrainer(PretrainPlan plan, IImageSource source, RunDirectory run, Device device, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(device);
        (this.plan, this.run, this.log) = (plan, run, log);
        step = new PretrainStep(plan, device);
        loader = TrainingLoader.Create(plan, source, device, OnBadImage);
        identity = RunIdentity.Of(plan, step.Precision);
        samples = plan.Options.SampleEvery > 0 ? new SampleSheet(source, plan) : null;
    }

    /// <summary>How many numbers the model trains.</summary>
    public long ParameterCount => step.Parameters.ParameterCount;

    /// <summary>Goes on from a checkpoint instead of fresh weights.</summary>
    /// <param name="checkpoint">Its folder.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of a run that this one cannot go on with.</exception>
    public void Restore(string checkpoint)
    {
        TrainingState.Read(checkpoint, step.Model, step.Parameters, step.Optimizer, identity);
        step.Refresh();
        stepsDone = step.Optimizer.StepCount;
        if (stepsDone > plan.TotalSteps)
        {
            throw new InvalidDataException($"'{checkpoint}' is at step {stepsDone}, but this run ends at step {plan.TotalSteps}: " +
                "there is nothing to go on with. Raise --epochs or --steps.");
        }
        if (run.Checkpoints.LatestStep() is { } latest && latest > stepsDone)
        {
            throw new InvalidDataException($"'{run.FullName}' holds checkpoints up to step {latest}, " +
                $"later than '{checkpoint}' at step {stepsDone}. Give another --output, or delete the later ones.");
        }
        log.Information("Going on from {Checkpoint:l} at step {Step}", checkpoint, stepsDone);
    }

    /// <summary>Trains to the end of the plan, or to the end of the step in which <paramref name="stop"/> is cancelled.</summary>
    /// <param name="progress">Told every <c>--log-every</c> steps.</param>
    /// <param name="stop">Asks the run to write a checkpoint and return.</param>
    /// <exception cref="TrainingFailedException">The loss is not a finite number any more.</exception>
    /// <exception cref="InvalidDataException">Too many images cannot be read.</exception>
    public PretrainReport Run(IProgress<PretrainProgress> progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(progress);
        long started = Stopwatch.GetTimestamp();
        using MetricsLog metrics = MetricsLog.Open(run.MetricsPath, stepsDone);
        using var recorder = new StepRecorder(plan.Options.LogEvery, step.Model.Device);
        var board = new TensorBoardLog(run.TensorBoardPath);
        var pace = new Pace(plan);
        IEnumerable<ImageBatch> remaining = loader.Read(
            plan.FirstBatchOf(stepsDone), plan.FirstBatchOf(plan.TotalSteps), CancellationToken.None);     // a step begun is finished
        using IEnumerator<ImageBatch> batches = remaining.GetEnumerator();
        while (stepsDone < plan.TotalSteps && !stop.IsCancellationRequested)
        {
            try
            {
                TrainStep(batches, recorder, pace);
            }
            catch (InvalidDataException)
            {
                Report(recorder, metrics, board, pace, progress);        // too many unreadable images: nothing of the training is lost
                Save(metrics);
                throw;
            }
            bool isSaved = plan.SaveEvery > 0 && stepsDone % plan.SaveEvery == 0 && stepsDone < plan.TotalSteps;
            if (isSaved || stepsDone % plan.Options.LogEvery == 0)
                Report(recorder, metrics, board, pace, progress);
            if (isSaved)
                Save(metrics);
            if (samples is not null && stepsDone % plan.Options.SampleEvery == 0)
                samples.Draw(step.Model, board, stepsDone);
        }
        Report(recorder, metrics, board, pace, progress);
        return Report(Save(metrics), Stopwatch.GetElapsedTime(started));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        samples?.Dispose();
        step.Dispose();
    }

    private void TrainStep(IEnumerator<ImageBatch> batches, StepRecorder recorder, Pace pace)
    {
        using var scope = NewDisposeScope();
        double epoch = plan.EpochAt(stepsDone);
        double learningRate = plan.Schedule.At(epoch);
        Tensor total = zeros([], float32, step.Model.Device);
        for (int i = 0; i < plan.Options.Accumulation; i++)
        {
            using ImageBatch batch = pace.WaitFor(batches);
            Tensor loss = step.Forward(batch);
            step.Backward(loss);
            total.add_(loss.detach() / plan.Options.Accumulation);
        }
        Tensor norm = step.Update(learningRate);
        recorder.Add(total, norm, ++stepsDone, epoch, learningRate);
    }

    /// <summary>Reads the losses since the last report, writes them down, and stops the run if one is not finite.</summary>
    private void Report(StepRecorder recorder, MetricsLog metrics, TensorBoardLog board, Pace pace, IProgress<PretrainProgress> progress)
    {
        IReadOnlyList<StepMetrics> taken = recorder.Take();
        if (taken.Count == 0)
            return;
        StepMetrics? bad = taken.FirstOrDefault(item => !float.IsFinite(item.Loss) || !float.IsFinite(item.GradientNorm));
        metrics.Append(bad is null ? taken : taken.TakeWhile(item => item.Step < bad.Step));
        if (bad is not null)
        {
            string what = float.IsFinite(bad.Loss) ? $"norm of the gradient is {bad.GradientNorm}" : $"loss is {bad.Loss}";
            string last = run.Checkpoints.Latest() is { } path ? $"the last checkpoint is {path}" : "there is no checkpoint yet";
            throw new TrainingFailedException($"The {what} at step {bad.Step} (learning rate {bad.LearningRate:G4}); {last}. " +
                "Lower --blr, lengthen --warmup-epochs, or set --clip-grad 1.");
        }
        PretrainProgress current = pace.Measure(taken, stepsDone);
        board.Add(current);
        progress.Report(current);
    }

    private string Save(MetricsLog metrics)
    {
        metrics.FlushToDisk();
        string path = run.Checkpoints.Save(stepsDone, folder =>
            TrainingState.Write(folder, step.Model, step.Parameters, step.Optimizer, identity));
        log.Information("Checkpoint {Checkpoint:l}", path);
        return path;
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
