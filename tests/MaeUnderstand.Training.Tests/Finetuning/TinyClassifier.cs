using MaeUnderstand.Data;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Configuration;
using MaeUnderstand.Training.Finetuning;
using MaeUnderstand.Training.Runs;
using Serilog.Core;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Tests.Finetuning;

/// <summary>Fine-tuning of a few steps on 16-pixel images.</summary>
internal static class TinyClassifier
{
    public static VitConfig Vit { get; } = new() { ImageSize = 16, PatchSize = 4, Width = 32, Depth = 2, Heads = 2 };

    public static IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, 4).Select(i => $"class-{i}")];

    /// <summary>Without anything random but the order.</summary>
    public static FinetuneOptions Plain { get; } = new()
    {
        Pool = PoolingName.Gap,
        BatchSize = 5,
        Accumulation = 1,
        Epochs = 2,
        WarmupEpochs = 0,
        LearningRate = 1e-3,
        DropPath = 0,
        Smoothing = 0,
        Mixup = 0,
        Cutmix = 0,
        RandomErasing = 0,
        RandAugmentCount = 0,
        MinCrop = 1,
        Flip = false,
        Seed = 3,
        Device = "cpu",
        Precision = TrainingPrecision.Fp32,
        Workers = 0,
        LogEvery = 1,
    };

    /// <summary>With everything random that there is.</summary>
    public static FinetuneOptions Augmented { get; } = Plain with
    {
        DropPath = 0.5,
        Smoothing = 0.1,
        Mixup = 0.8,
        Cutmix = 1,
        RandomErasing = 0.5,
        RandAugmentCount = 2,
        MinCrop = 0.2,
        Flip = true,
    };

    public static FinetunePlan Plan(FinetuneOptions options, int imageCount = 20) => new(options, Vit, ClassNames, imageCount);

    public static VisionTransformer Model(FinetuneOptions options) =>
        new(Vit, ClassNames.Count, options.Pooling, CPU, options.Seed);

    public static FinetuneStep Step(FinetuneOptions options, int imageCount = 20) => new(Plan(options, imageCount), Model(options));

    /// <summary>Batches as the loop reads them, but with the images of <see cref="Labelled"/>.</summary>
    public static IEnumerable<ImageBatch> Batches(FinetuneOptions options, int first, int end, int imageCount = 20)
    {
        var loader = new BatchLoader(
            new Labelled(imageCount),
            new FineTuneTransform(Vit.ImageSize, options.Augment, new RandomResizedCrop(options.MinCrop), isFlipped: options.Flip),
            new LoaderOptions { BatchSize = options.BatchSize, Seed = options.Seed, Workers = 0 });
        return loader.Read(first, end);
    }

    /// <summary>Trains in a run directory, from its latest checkpoint if there is one.</summary>
    public static FinetuneResult Train(
        string folder, FinetuneOptions options, Action<TrainingProgress>? onProgress = null, Action<int>? onValidation = null,
        CancellationToken stop = default)
    {
        using RunDirectory run = RunDirectory.Open(folder, isResumed: true);
        int validations = 0;
        using var trainer = new Finetuner(
            Plan(options), Model(options), new Labelled(20), "twenty images", run,
            (model, cancel) =>
            {
                onValidation?.Invoke(++validations);
                cancel.ThrowIfCancellationRequested();
                return Score(model);
            },
            Logger.None);
        trainer.RestoreLatest();
        return trainer.Run(new Listener(onProgress), stop);
    }

    /// <summary>A figure that depends on every weight.</summary>
    private static ClassificationScores Score(VisionTransformer model)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor logits = model.Logits(linspace(-1, 1, 3 * 3 * 16 * 16).view(3, 3, 16, 16)).to(float32);
        return new ClassificationScores(logits.sigmoid()[0, 0].item<float>(), 1, logits.exp().sum().item<float>(), 3);
    }

    /// <summary>Synthetic images under four labels.</summary>
    private sealed class Labelled(int count) : IImageSource
    {
        private readonly SyntheticSource images = new(count, size: 16);

        public int Count => count;

        public IReadOnlyList<string> ClassNames => TinyClassifier.ClassNames;

        public int LabelOf(int index) => index % TinyClassifier.ClassNames.Count;

        public string NameOf(int index) => $"image-{index}";

        public IImageReader Open(int index, int epoch) => images.Open(index, 0);
    }

    private sealed class Listener(Action<TrainingProgress>? onProgress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => onProgress?.Invoke(value);
    }
}
