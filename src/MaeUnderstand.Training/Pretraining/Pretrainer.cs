using System.Diagnostics;
using MaeUnderstand.Data;
using MaeUnderstand.Models.Weights;
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
    private readonly ModelDescription description;
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
        description = ModelDescription.Of(plan.Model, plan.Mask);
        samples = plan.Options.SampleEvery > 0 ? new SampleSheet(source, plan) : null;
    }

    /// <summary>How many numbers the model trains.</summary>
    public long ParameterCount => step.Parameters.ParameterCount;

    /// <summary>Goes on from a checkpoint instead of fresh weights.</summary>
    /// <param name="checkpoint">Its folder.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of another model or seed.</exception>
    public void Restore(string checkpoint)
    {
        TrainingState.Read(checkpoint, step.Model, step.Parameters, step.Optimizer, plan.Options.Seed);
        stepsDone = step.Optimizer.StepCount;
        log.Information("Going on from {Checkpoint} at step {Step}", checkpoint, stepsDone);
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
        using (IEnumerator<ImageBatch> batches = remaining.GetEnumerator())
        {
            while (stepsDone < plan.TotalSteps && !stop.IsCancellationRequested)
            {
                TrainStep(batches, recorder, pace);
                bool isLast = stepsDone == plan.TotalSteps || stop.IsCancellationRequested;
                bool isSaved = isLast || (plan.SaveEvery > 0 && stepsDone % plan.SaveEvery == 0);
                if (isSaved || stepsDone % plan.Options.LogEvery == 0)
                    Report(recorder, metrics, board, pace, progress);
                if (samples is not null && (stepsDone == plan.TotalSteps || stepsDone % plan.Options.SampleEvery == 0))
                    samples.Draw(step.Model, board, stepsDone);
                if (isSaved && !isLast)
                    Save();
            }
        }
        Report(recorder, metrics, board, pace, progress);                // a stop after the step's own report leaves some steps over
        string checkpoint = Save();
        return Report(checkpoint, Stopwatch.GetElapsedTime(started));
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
        StepMetrics? bad = taken.FirstOrDefault(item => !float.IsFinite(item.Loss));
        metrics.Append(bad is null ? taken : taken.TakeWhile(item => item.Step < bad.Step));
        if (bad is not null)
        {
            string last = run.Checkpoints.Latest() is { } path ? $"the last checkpoint is {path}" : "there is no checkpoint yet";
            throw new TrainingFailedException($"The loss is {bad.Loss} at step {bad.Step} (learning rate {bad.LearningRate:G4}); {last}. " +
                "Lower --blr, lengthen --warmup-epochs, or set --clip-grad 1.");
        }
        PretrainProgress current = pace.Measure(taken, stepsDone);
        board.Add(current);
        progress.Report(current);
    }

    private string Save()
    {
        string path = run.Checkpoints.Save(stepsDone, folder =>
            TrainingState.Write(folder, step.Model, description, step.Parameters, step.Optimizer, plan.Options.Seed));
        log.Information("Checkpoint {Checkpoint}", path);
        return path;
    }

    private PretrainReport Report(string checkpoint, TimeSpan elapsed)
    {
        StepMetrics[] all = [.. MetricsLog.Read(run.MetricsPath)];
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

    private static double MeanLoss(IEnumerable<StepMetrics> metrics) => metrics.Select(item => (double)item.Loss).DefaultIfEmpty(double.NaN).Average();

    private void OnBadImage(BadImage image) => log.Warning("Cannot read {Path}: {Reason}; another image takes its place", image.Path, image.Reason);
}
