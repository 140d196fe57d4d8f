using MaeUnderstand.Data;
using MaeUnderstand.Training.Runs;
using Serilog;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Pretraining;

/// <summary>
/// Writes down what the steps of a run did: <c>metrics.csv</c>, TensorBoard, progress. A disk that fails does not stop it, and no line
/// of the metrics is lost to one that recovers.
/// </summary>
internal sealed class StepJournal : IDisposable
{
    private readonly ITrainingPlan plan;
    private readonly IProgress<TrainingProgress> progress;
    private readonly MetricsLog metrics;
    private readonly StepRecorder recorder;
    private readonly TensorBoardLog board;
    private readonly DiskWatch disk;
    private Pace pace;

    /// <summary>Opens the files to go on after a step.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="run">Where they are; borrowed.</param>
    /// <param name="stepsDone">What they say of later steps is removed.</param>
    /// <param name="device">Where the model trains.</param>
    /// <param name="progress">Told of each report.</param>
    /// <param name="log">Told of a disk that fails.</param>
    public StepJournal(
        ITrainingPlan plan, RunDirectory run, long stepsDone, Device device, IProgress<TrainingProgress> progress, ILogger log)
    {
        (this.plan, this.progress) = (plan, progress);
        disk = new DiskWatch(log);
        board = new TensorBoardLog(run.TensorBoardPath);
        metrics = MetricsLog.Open(run.MetricsPath, stepsDone);
        recorder = new StepRecorder(plan.LogEvery, device);
        pace = new Pace(plan);
    }

    /// <summary>Takes the next batch and counts the time that it takes.</summary>
    public ImageBatch WaitFor(IEnumerator<ImageBatch> batches) => pace.WaitFor(batches);

    /// <summary>Records a step; nothing is read from the device.</summary>
    /// <param name="loss">[] borrowed.</param>
    /// <param name="gradientNorm">[] borrowed.</param>
    /// <param name="step">Steps done.</param>
    /// <param name="epoch">The fractional epoch before the step.</param>
    /// <param name="learningRate">The rate of the step.</param>
    public void Add(Tensor loss, Tensor gradientNorm, long step, double epoch, double learningRate) =>
        recorder.Add(loss, gradientNorm, step, epoch, learningRate);

    /// <summary>Reads the losses since the last report and writes them down, up to the first that is not finite.</summary>
    /// <returns>The step that is not; <see langword="null"/> where all are.</returns>
    public StepMetrics? Report(long stepsDone)
    {
        IReadOnlyList<StepMetrics> taken = recorder.Take();
        if (taken.Count == 0)
            return null;
        StepMetrics? bad = taken.FirstOrDefault(item => !item.IsFinite);
        disk.Try("metrics.csv", () => metrics.Append(bad is null ? taken : taken.TakeWhile(item => item.Step < bad.Step)));
        if (bad is not null)
            return bad;
        TrainingProgress current = pace.Measure(taken, stepsDone);
        disk.Try("tensorboard", () => board.Add(current));
        progress.Report(current);
        return null;
    }

    /// <summary>Records what an epoch came to.</summary>
    public void Add(EpochProgress epoch, long step) => disk.Try("tensorboard", () => board.Add(epoch, step));

    /// <summary>Draws the sample images.</summary>
    public void Draw(SampleSheet samples, Models.MaskedAutoencoder model, long step) =>
        disk.Try("tensorboard", () => samples.Draw(model, board, step));

    /// <summary>Forgets the steps after one.</summary>
    /// <exception cref="IOException">The metrics cannot be read.</exception>
    public void BackTo(long stepsDone)
    {
        metrics.BackTo(stepsDone);
        pace = new Pace(plan);
    }

    /// <summary>Makes the metrics durable.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void FlushToDisk() => metrics.FlushToDisk();

    public void Dispose()
    {
        recorder.Dispose();
        metrics.Dispose();
    }
}
