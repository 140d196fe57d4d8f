namespace MaeUnderstand.Training.Pretraining;

/// <summary>What became of a run.</summary>
public sealed record PretrainReport
{
    /// <summary>Steps done, those before a resume included.</summary>
    public required long Steps { get; init; }

    /// <summary>Whether the run was asked to stop before its end.</summary>
    public required bool IsInterrupted { get; init; }

    /// <summary>The folder of the last checkpoint.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Mean loss of the first epoch, of what there is of it; <see langword="null"/> where another run did it.</summary>
    public required double? FirstEpochLoss { get; init; }

    /// <summary>Mean loss of the last epoch (of the steps since one epoch before the end).</summary>
    public required double? LastEpochLoss { get; init; }

    /// <summary>How long this process trained.</summary>
    public required TimeSpan Elapsed { get; init; }
}
