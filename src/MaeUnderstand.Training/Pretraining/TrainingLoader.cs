using MaeUnderstand.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Pretraining;

/// <summary>Makes the loader of a pretraining run.</summary>
public static class TrainingLoader
{
    private const int MostWorkers = 16;

    /// <summary>Makes the loader.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="source">The images; borrowed.</param>
    /// <param name="device">Where the model trains.</param>
    /// <param name="onBadImage">Told of unreadable images.</param>
    public static BatchLoader Create(PretrainPlan plan, IImageSource source, Device device, Action<BadImage>? onBadImage)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(device);
        return new BatchLoader(
            source,
            TransformOf(plan),
            Options(plan.Options.BatchSize, plan.Options.Seed, plan.Options.Workers, plan.Options.MaxBadFraction, device),
            onBadImage);
    }

    private static ITransform TransformOf(PretrainPlan plan)
    {
        int size = plan.Model.Encoder.ImageSize;
        return plan.Options.Augment == Augmentation.None
            ? new EvalTransform(size, resize: size)
            : new TrainTransform(size, scalesInDecoder: plan.Options.DctScaling);
    }

    /// <summary>How training images are read.</summary>
    /// <param name="batchSize">Images a batch.</param>
    /// <param name="seed">Of order and augmentations.</param>
    /// <param name="workers">Threads that decode; <see langword="null"/> for one beside a CPU's computing, more beside a GPU's.</param>
    /// <param name="maxBadFraction">Share of unreadable images above which reading stops.</param>
    /// <param name="device">Where the model trains.</param>
    internal static LoaderOptions Options(int batchSize, long seed, int? workers, double maxBadFraction, Device device)
    {
        bool isCuda = device.type == DeviceType.CUDA;
        return new LoaderOptions
        {
            BatchSize = batchSize,
            Seed = seed,
            Workers = workers ?? (isCuda ? Math.Clamp(Environment.ProcessorCount - 1, 1, MostWorkers) : 1),
            MaxBadFraction = maxBadFraction,
            PinMemory = isCuda,
        };
    }

    /// <summary>Opens the images of a run.</summary>
    /// <param name="options">Name them.</param>
    /// <returns>The images; to be disposed where they are disposable.</returns>
    /// <exception cref="IOException">There is nothing of that name, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It holds no images.</exception>
    public static IImageSource OpenSource(PretrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.IsSynthetic
            ? new SyntheticSource(options.SyntheticImages, options.ImageSize, seed: options.Seed)
            : ImageSources.Open(options.Data, options.JpegDecoder);
    }
}
