using System.Text.Json;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Evaluation.Finetuning;

/// <summary>The result of fine-tuning.</summary>
public sealed record FinetuneReport
{
    /// <summary>Share of the validation images whose first guess is right; of the last epoch.</summary>
    public required double Top1 { get; init; }

    /// <summary>Share of the validation images of whose first five guesses one is right; of the last epoch.</summary>
    public required double Top5 { get; init; }

    /// <summary>Mean cross-entropy of the validation images in nats, of the last epoch.</summary>
    public required double Loss { get; init; }

    /// <summary>Validation images that count: those that could be read.</summary>
    public required int Images { get; init; }

    /// <summary>Training images.</summary>
    public required int TrainImages { get; init; }

    /// <summary>Classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Training images of a class that were used; <see langword="null"/> for all.</summary>
    public int? LabelsPerClass { get; init; }

    /// <summary>Epochs of training.</summary>
    public required int Epochs { get; init; }

    /// <summary>The epoch with the highest top-1, the earliest of equals; the first is 1.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Top-1 of <see cref="BestEpoch"/>.</summary>
    public required double BestTop1 { get; init; }

    /// <summary>The learning rate at the end of the warm-up, of the layer nearest to the output.</summary>
    public required double PeakLearningRate { get; init; }

    /// <summary>What a layer's learning rate is multiplied by for the layer below it.</summary>
    public required double LayerDecay { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>The checkpoint that training began with.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Image side in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>How tokens become the feature that the head reads: cls or gap.</summary>
    public required PoolingName Pooling { get; init; }

    /// <summary>The number format of matrix products.</summary>
    public required string Precision { get; init; }

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Options) + "\n";
}
