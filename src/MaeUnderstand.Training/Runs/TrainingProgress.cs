namespace MaeUnderstand.Training.Runs;

/// <summary>How a run is doing, told every few steps.</summary>
public sealed record TrainingProgress
{
    /// <summary>Steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Steps of the whole run.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>Epochs done, with their fraction.</summary>
    public required double Epoch { get; init; }

    /// <summary>The mean loss since the last report.</summary>
    public required double Loss { get; init; }

    /// <summary>The learning rate of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Images trained on a second since the last report.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Share of the time since the last report that the model waited for images.</summary>
    public required double DataShare { get; init; }

    /// <summary>Time to the end at this pace.</summary>
    public required TimeSpan Remaining { get; init; }

    /// <summary>The process's resident memory in bytes.</summary>
    public required long MemoryBytes { get; init; }
}
