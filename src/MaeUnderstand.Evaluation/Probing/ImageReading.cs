using MaeUnderstand.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>How a probe reads images.</summary>
/// <param name="BatchSize">Images a batch.</param>
/// <param name="Workers">Threads that decode; <see langword="null"/> for one beside a CPU's computing, more beside a GPU's.</param>
/// <param name="MaxBadFraction">Share of unreadable images above which reading stops.</param>
public sealed record ImageReading(int BatchSize, int? Workers, double MaxBadFraction)
{
    private const int MostWorkers = 16;

    internal LoaderOptions Options(LoaderMode mode, long seed, Device device)
    {
        bool isCuda = device.type == DeviceType.CUDA;
        return new LoaderOptions
        {
            BatchSize = BatchSize,
            Mode = mode,
            Seed = seed,
            Workers = Workers ?? (isCuda ? Math.Clamp(Environment.ProcessorCount - 1, 1, MostWorkers) : 1),
            PrefetchBatches = 2,
            MaxBadFraction = MaxBadFraction,
            PinMemory = isCuda,
        };
    }
}
