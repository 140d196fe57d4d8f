using System.Diagnostics;
using MaeUnderstand.Data;
using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Training.Pretraining;

/// <summary>Measures how fast a run goes and how long it waits for images.</summary>
internal sealed class Pace(ITrainingPlan plan)
{
    private long intervalStart = Stopwatch.GetTimestamp();
    private TimeSpan waited;

    /// <summary>Takes the next batch.</summary>
    public ImageBatch WaitFor(IEnumerator<ImageBatch> batches)
    {
        long start = Stopwatch.GetTimestamp();
        if (!batches.MoveNext())
            throw new InvalidOperationException("The loader ended before the plan.");
        waited += Stopwatch.GetElapsedTime(start);
        return batches.Current;
    }

    /// <summary>Closes an interval of steps.</summary>
    /// <param name="interval">The steps of it, at least one.</param>
    /// <param name="stepsDone">Steps done in the whole run.</param>
    public TrainingProgress Measure(IReadOnlyList<StepMetrics> interval, long stepsDone)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(intervalStart);
        var progress = new TrainingProgress
        {
            Step = stepsDone,
            TotalSteps = plan.TotalSteps,
            Epoch = plan.EpochAt(stepsDone),
            Loss = interval.Average(item => (double)item.Loss),
            LearningRate = interval[^1].LearningRate,
            ImagesPerSecond = interval.Count * plan.EffectiveBatchSize / elapsed.TotalSeconds,
            DataShare = waited / elapsed,
            Remaining = elapsed / interval.Count * (plan.TotalSteps - stepsDone),
            MemoryBytes = Environment.WorkingSet,
        };
        intervalStart = Stopwatch.GetTimestamp();
        waited = TimeSpan.Zero;
        return progress;
    }
}
