namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>What <see cref="ProbeBenchmark"/> measured.</summary>
public sealed record ProbeBenchReport
{
    /// <summary>An epoch of the heads over the stored features, reading included.</summary>
    public required double EpochSeconds { get; init; }

    /// <summary>The classification of all queries by nearest neighbours, reading included.</summary>
    public required double KnnSeconds { get; init; }

    /// <summary>Queries over <see cref="KnnSeconds"/>.</summary>
    public required double KnnQueriesPerSecond { get; init; }

    /// <summary>The most memory that the process has held, mapped features included, in bytes.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>Features to learn from.</summary>
    public required int Features { get; init; }

    /// <summary>Features to classify.</summary>
    public required int Queries { get; init; }

    /// <summary>D, numbers of a feature.</summary>
    public required int Width { get; init; }

    /// <summary>C.</summary>
    public required int Classes { get; init; }

    /// <summary>Features of a batch.</summary>
    public required int Batch { get; init; }

    /// <summary>G, heads trained at once.</summary>
    public required int Heads { get; init; }

    /// <summary>k.</summary>
    public required int Neighbours { get; init; }

    /// <summary>Number format of features and of the head's products.</summary>
    public required string Precision { get; init; }

    /// <summary>Where.</summary>
    public required string Device { get; init; }

    /// <summary>libtorch's threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Measured repetitions.</summary>
    public required int Repetitions { get; init; }
}
