namespace MaeUnderstand.Training.Finetuning;

/// <summary>What became of a run.</summary>
public sealed record FinetuneResult
{
    /// <summary>Steps done, those before a resume included.</summary>
    public required long Steps { get; init; }

    /// <summary>Whether the run was asked to stop before its end.</summary>
    public required bool IsInterrupted { get; init; }

    /// <summary>The folder of the last checkpoint.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>The validation after the last whole epoch; <see langword="null"/> before the first one is over.</summary>
    public required ClassificationScores? Last { get; init; }

    /// <summary>The highest validation top-1 of any epoch.</summary>
    public required double BestTop1 { get; init; }

    /// <summary>The earliest epoch that reached it; the first is 1, and 0 means that none is over.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>How long this process trained.</summary>
    public required TimeSpan Elapsed { get; init; }
}
