using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Training.Finetuning;

/// <summary>What follows from the options, the model and the size of the data set: fixed for the whole run.</summary>
public sealed class FinetunePlan : ITrainingPlan
{
    /// <summary>Derives the plan.</summary>
    /// <param name="options">Without <see cref="FinetuneOptions.Problems"/>.</param>
    /// <param name="vit">The model's shape.</param>
    /// <param name="classNames">The classes.</param>
    /// <param name="imageCount">Training images.</param>
    /// <exception cref="InvalidDataException">The data set is smaller than an effective batch.</exception>
    public FinetunePlan(FinetuneOptions options, VitConfig vit, IReadOnlyList<string> classNames, int imageCount)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(vit);
        ArgumentNullException.ThrowIfNull(classNames);
        (Options, ImageCount) = (options, imageCount);
        Model = new ModelDescription
        {
            Encoder = vit,
            Classifier = new ClassifierDescription
            {
                ClassCount = classNames.Count,
                Pooling = options.Pooling,
                ClassNames = classNames,
            },
        };
        BatchesPerEpoch = imageCount / options.BatchSize;
        StepsPerEpoch = BatchesPerEpoch / options.Accumulation;
        if (StepsPerEpoch < 1)
        {
            throw new InvalidDataException(
                $"--batch-size {options.BatchSize} x --accumulation {options.Accumulation} needs {EffectiveBatchSize} images a step, " +
                $"but there are {imageCount} training images; use smaller ones.");
        }
        Schedule = new LearningRateSchedule(
            options.LearningRate ?? options.BaseLearningRate * EffectiveBatchSize / 256,
            options.MinLearningRate,
            options.WarmupEpochs,
            options.Epochs);
    }

    /// <summary>The options.</summary>
    public FinetuneOptions Options { get; }

    /// <summary>Training images.</summary>
    public int ImageCount { get; }

    /// <summary>The model's shape and its classes.</summary>
    public ModelDescription Model { get; }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames => Model.Classifier!.ClassNames!;

    /// <inheritdoc/>
    public int EffectiveBatchSize => Options.BatchSize * Options.Accumulation;

    /// <summary>Whole batches in the data set; images that do not fill one sit the epoch out.</summary>
    public long BatchesPerEpoch { get; }

    /// <summary>Steps of an epoch. As in the reference, batches left over after the last one sit the epoch out.</summary>
    public long StepsPerEpoch { get; }

    /// <inheritdoc/>
    public long TotalSteps => Options.Epochs * StepsPerEpoch;

    /// <summary>The learning rate over the run, of the layer nearest to the output.</summary>
    public LearningRateSchedule Schedule { get; }

    /// <inheritdoc/>
    public long SaveEvery => Options.SaveEvery ?? StepsPerEpoch;

    int ITrainingPlan.LogEvery => Options.LogEvery;

    double? ITrainingPlan.SaveMinutes => Options.SaveMinutes;

    int? ITrainingPlan.Keep => Options.Keep;

    OnNonFinite ITrainingPlan.OnNonFinite => OnNonFinite.Stop;

    /// <inheritdoc/>
    public double EpochAt(long step) =>
        step / StepsPerEpoch + (double)(step % StepsPerEpoch * Options.Accumulation) / BatchesPerEpoch;

    /// <summary>The first batch of a step; batches are numbered through all epochs.</summary>
    public long FirstBatchOf(long step) => step / StepsPerEpoch * BatchesPerEpoch + step % StepsPerEpoch * Options.Accumulation;
}
