namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>What <see cref="TheoryBenchmark"/> measured.</summary>
public sealed record TheoryBenchReport
{
    /// <summary>A mask on random graphs of growing size.</summary>
    public required IReadOnlyList<LocationTime> Location { get; init; }

    /// <summary>How these times grow from each size to the next.</summary>
    public required IReadOnlyList<LocationGrowth> LocationGrowth { get; init; }

    /// <summary>Masks on each hierarchy.</summary>
    public required IReadOnlyList<PredictionTime> Prediction { get; init; }

    /// <summary>Tokens along a side.</summary>
    public required int Grid { get; init; }

    /// <summary>Masks of each hierarchy.</summary>
    public required int Masks { get; init; }

    /// <summary>Processors in use.</summary>
    public required int Threads { get; init; }

    /// <summary>Measured repetitions.</summary>
    public required int Repetitions { get; init; }
}
