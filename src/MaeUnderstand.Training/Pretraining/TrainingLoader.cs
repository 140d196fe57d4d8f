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
        bool isCuda = device.type == DeviceType.CUDA;
        return new BatchLoader(
            source,
            new TrainTransform(plan.Model.Encoder.ImageSize, scalesInDecoder: plan.Options.DctScaling),
            new LoaderOptions
            {
                BatchSize = plan.Options.BatchSize,
                Seed = plan.Options.Seed,
                Workers = plan.Options.Workers ?? (isCuda ? Math.Clamp(Environment.ProcessorCount - 1, 1, MostWorkers) : 1),
                MaxBadFraction = plan.Options.MaxBadFraction,
                PinMemory = isCuda,
            },
            onBadImage);
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
