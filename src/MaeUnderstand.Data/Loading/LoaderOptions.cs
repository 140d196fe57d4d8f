namespace MaeUnderstand.Data;

/// <summary>How a <see cref="BatchLoader"/> reads.</summary>
public sealed record LoaderOptions
{
    /// <summary>The most threads that make sense.</summary>
    public const int MaxWorkers = 1024;

    /// <summary>Images a batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Order and last batch. Default: training.</summary>
    public LoaderMode Mode { get; init; } = LoaderMode.Training;

    /// <summary>Seed of the order, the augmentations and the replacements. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Threads that decode; with 0 the caller's own thread does. The batches do not depend on it. Default 2.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Batches that the workers may prepare beyond the one asked for. Default 4.</summary>
    public int PrefetchBatches { get; init; } = 4;

    /// <summary>Share of an epoch's images that may be unreadable, 0 to 1. Default 0.01.</summary>
    public double MaxBadFraction { get; init; } = 0.01;

    /// <summary>Whether to keep batches in page-locked memory, from which a GPU copies faster; without CUDA it has no effect.</summary>
    public bool PinMemory { get; init; }

    /// <summary>Every fault of the values, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (BatchSize <= 0)
            yield return $"The batch size must be at least 1, but is {BatchSize}.";
        if (!Enum.IsDefined(Mode))
            yield return $"The loader mode must be Training or Evaluation, but is {Mode}.";
        if (Workers is < 0 or > MaxWorkers)
            yield return $"The number of workers must lie between 0 and {MaxWorkers}, but is {Workers}.";
        if (PrefetchBatches < 0)
            yield return $"The number of batches to prefetch must be at least 0, but is {PrefetchBatches}.";
        if (MaxBadFraction is not (>= 0 and <= 1))
            yield return $"The share of unreadable images allowed must lie between 0 and 1, but is {MaxBadFraction}.";
    }

}
