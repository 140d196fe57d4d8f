using MaeUnderstand.Masking;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Training.Pretraining;

/// <summary>What follows from the options and the size of the data set: fixed for the whole run.</summary>
public sealed class PretrainPlan : ITrainingPlan
{
    /// <summary>Derives the plan.</summary>
    /// <param name="options">Without <see cref="PretrainOptions.Problems"/>.</param>
    /// <param name="imageCount">Images in the data set.</param>
    /// <exception cref="InvalidDataException">The data set is smaller than a batch or an effective batch.</exception>
    public PretrainPlan(PretrainOptions options, int imageCount)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Options, ImageCount) = (options, imageCount);
        Model = options.ToMaeConfig();
        Mask = options.ToMaskConfig();
        BatchesPerEpoch = imageCount / options.BatchSize;
        if (BatchesPerEpoch < options.Accumulation)
        {
            throw new InvalidDataException(
                $"--batch-size {options.BatchSize} x --accumulation {options.Accumulation} needs {EffectiveBatchSize} images a step, " +
                $"but the data set holds {imageCount}; use a smaller --batch-size.");
        }
        TotalSteps = options.Steps ?? options.Epochs * BatchesPerEpoch / options.Accumulation;
        double epochs = options.Steps is { } steps ? EpochAt(steps) : options.Epochs;
        Schedule = new LearningRateSchedule(
            options.LearningRate ?? options.BaseLearningRate * EffectiveBatchSize / 256,
            options.MinLearningRate,
            options.WarmupEpochs,
            epochs);
        SaveEvery = options.SaveEvery
            ?? Math.Max(1, PretrainOptions.EpochsBetweenCheckpoints * BatchesPerEpoch / options.Accumulation);
    }

    /// <summary>The options.</summary>
    public PretrainOptions Options { get; }

    /// <summary>Images in the data set.</summary>
    public int ImageCount { get; }

    /// <summary>The model's shape.</summary>
    public MaeConfig Model { get; }

    /// <summary>How images are masked.</summary>
    public MaskConfig Mask { get; }

    /// <summary>Images of one step.</summary>
    public int EffectiveBatchSize => Options.BatchSize * Options.Accumulation;

    /// <summary>Whole batches in the data set; images that do not fill one sit the epoch out.</summary>
    public long BatchesPerEpoch { get; }

    /// <summary>Steps of the whole run.</summary>
    public long TotalSteps { get; }

    /// <summary>Steps between checkpoints; 0 for none but the last.</summary>
    public long SaveEvery { get; }

    /// <summary>The learning rate over the run.</summary>
    public LearningRateSchedule Schedule { get; }

    int ITrainingPlan.LogEvery => Options.LogEvery;

    double? ITrainingPlan.SaveMinutes => Options.SaveMinutes;

    int? ITrainingPlan.Keep => Options.Keep;

    OnNonFinite ITrainingPlan.OnNonFinite => Options.OnNonFinite;

    /// <summary>The fractional epoch before step <paramref name="step"/> (steps count from 0).</summary>
    public double EpochAt(long step) => (double)(step * Options.Accumulation) / BatchesPerEpoch;

    /// <summary>The first batch of a step; batches are numbered through all epochs.</summary>
    public long FirstBatchOf(long step) => step * Options.Accumulation;
}
