using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Evaluation.Sources;
using MaeUnderstand.Masking;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Files;
using MaeUnderstand.Training.Checkpoints;
using MaeUnderstand.Training.Finetuning;
using MaeUnderstand.Training.Runs;
using Serilog;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Finetuning;

/// <summary>Fine-tuning from a checkpoint on labelled images: opens what it needs, trains, and measures.</summary>
public sealed class FinetuneRun : IDisposable
{
    private readonly ProbeData data;
    private readonly Finetuner trainer;

    private FinetuneRun(FinetunePlan plan, ProbeData data, Finetuner trainer) => (Plan, this.data, this.trainer) = (plan, data, trainer);

    /// <summary>What follows from the options and the data.</summary>
    public FinetunePlan Plan { get; }

    /// <summary>How many numbers the model trains.</summary>
    public long ParameterCount => trainer.ParameterCount;

    /// <summary>Opens images and model. A run that is gone on with takes the run directory's latest checkpoint, if there is one.</summary>
    /// <param name="options">Without <see cref="FinetuneOptions.Problems"/>.</param>
    /// <param name="run">Where results go; borrowed.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="log">Told how it goes.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="IOException">Checkpoint or images are missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">Checkpoint or images are not usable, or the run cannot be gone on with so.</exception>
    public static FinetuneRun Open(FinetuneOptions options, RunDirectory run, Device device, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(log);
        ProbeData data = ProbeData.Open(
            options.TrainPath, options.ValidationPath, options.LabelsPerClass, options.Seed, options.JpegDecoder);
        Finetuner? trainer = null;
        try
        {
            using ModelFile start = (options.Resume ? OwnCheckpoint(run, data.ClassNames) : null)
                ?? ModelFile.Open(CheckpointPath.Resolve(options.Checkpoint!), options.Hints);
            int imageSize = options.ImageSize ?? start.Description.Encoder.ImageSize;
            VitConfig vit = start.Description.Encoder with { ImageSize = imageSize };
            if (vit.Problems().FirstOrDefault() is { } problem)
                throw new InvalidDataException(problem);
            var plan = new FinetunePlan(options, vit, data.ClassNames, data.Train.Count);
            SayWhatIsKept(log, start, plan);
            VisionTransformer model = start.LoadForFineTuning(
                data.ClassNames, imageSize, options.Pooling, device,
                unchecked((long)RandomKey.FromSeed(options.Seed).For(RandomPurpose.Weights).Value));
            var evaluator = new ClassifierEvaluator(
                data.Validation, options.Workers, options.MaxBadFraction,
                bad => log.Warning("Cannot read a validation image, it does not count: {BadImage:l}", bad.Sentence));
            trainer = new Finetuner(
                plan, model, data.Train, SourceFingerprint.Of(data.TrainPath, data.Train), run,
                evaluator.Evaluate, log);
            if (options.Resume)
                trainer.RestoreLatest();
            return new FinetuneRun(plan, data, trainer);
        }
        catch
        {
            trainer?.Dispose();
            data.Dispose();
            throw;
        }
    }

    /// <summary>Asks for a checkpoint after the current step; from any thread, at any time.</summary>
    public void RequestCheckpoint() => trainer.RequestCheckpoint();

    /// <inheritdoc cref="Finetuner.Run"/>
    public FinetuneResult Train(IProgress<TrainingProgress> progress, CancellationToken stop) => trainer.Run(progress, stop);

    /// <summary>The report of a run that came to its end.</summary>
    /// <param name="result">Not interrupted.</param>
    public FinetuneReport ReportOf(FinetuneResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        ClassificationScores last = result.Last ?? throw new ArgumentException("The run has no whole epoch.", nameof(result));
        FinetuneOptions options = Plan.Options;
        return new FinetuneReport
        {
            Top1 = last.Top1,
            Top5 = last.Top5,
            Loss = last.Loss,
            Images = last.Images,
            TrainImages = data.Train.Count,
            Classes = data.ClassNames.Count,
            LabelsPerClass = options.LabelsPerClass,
            Epochs = options.Epochs,
            BestEpoch = result.BestEpoch,
            BestTop1 = result.BestTop1,
            PeakLearningRate = Plan.Schedule.Peak,
            LayerDecay = options.LayerDecay,
            Seed = options.Seed,
            Checkpoint = options.Checkpoint!,
            ImageSize = Plan.Model.Encoder.ImageSize,
            Pooling = options.Pool,
            Precision = options.Precision.ToString().ToLowerInvariant(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        trainer.Dispose();
        data.Dispose();
    }

    /// <summary>The run's latest checkpoint that is whole; a damaged one is seen to when the run is restored.</summary>
    /// <exception cref="InvalidDataException">It is of other classes.</exception>
    private static ModelFile? OwnCheckpoint(RunDirectory run, IReadOnlyList<string> classNames)
    {
        foreach (long step in run.Checkpoints.Steps())
        {
            ModelFile file;
            try
            {
                file = ModelFile.Open(run.Checkpoints.PathOf(step), ModelHints.None);
            }
            catch (DamagedFileException)
            {
                continue;
            }
            if (file.Description.Classifier is not { } classifier || classifier.ClassNames?.SequenceEqual(classNames) == true)
                return file;
            file.Dispose();
            throw new InvalidDataException($"'{run.Checkpoints.PathOf(step)}' is a classifier of {classifier.ClassCount} classes, but the " +
                $"data has {(classifier.ClassCount == classNames.Count ? "others" : classNames.Count)}: going on would not repeat that run. " +
                "Give the same data, or start anew in another --output.");
        }
        return null;
    }

    private static void SayWhatIsKept(ILogger log, ModelFile start, FinetunePlan plan)
    {
        if (start.Description.Encoder.ImageSize != plan.Model.Encoder.ImageSize)
        {
            log.Information("The position embedding is fitted from {From} to {To} tokens a side",
                start.Description.Encoder.GridSize, plan.Model.Encoder.GridSize);
        }
        if (start.Description.Classifier is not { } head)
            return;
        if (start.KeepsHead(plan.ClassNames, plan.Options.Pooling))
            log.Information("The checkpoint's head is kept: it tells the same {ClassCount} classes apart", head.ClassCount);
        else
        {
            log.Information("The checkpoint's head of {ClassCount} classes is replaced by a fresh one: it is of other classes, does not name them, or is of another --pool",
                head.ClassCount);
        }
    }
}
