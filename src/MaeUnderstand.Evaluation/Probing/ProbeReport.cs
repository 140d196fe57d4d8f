using System.Text.Json;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>The result of a probe, the same for each <see cref="ProbeMode"/>.</summary>
public sealed record ProbeReport
{
    /// <summary>How the encoder was probed.</summary>
    public required ProbeMode Mode { get; init; }

    /// <summary>Share of the validation images whose first guess is right; of the last epoch.</summary>
    public required double Top1 { get; init; }

    /// <summary>Share of the validation images of whose first five guesses one is right; of the last epoch.</summary>
    public required double Top5 { get; init; }

    /// <summary>Mean cross-entropy of the validation images in nats, of the last epoch; <see langword="null"/> for neighbours.</summary>
    public double? Loss { get; init; }

    /// <summary>Validation images that count: those that could be read.</summary>
    public required int Images { get; init; }

    /// <summary>Training images; where their features are stored, those that could be read.</summary>
    public required int TrainImages { get; init; }

    /// <summary>Classes of the training images.</summary>
    public required int Classes { get; init; }

    /// <summary>Training images of a class that the head was allowed to see; <see langword="null"/> for all.</summary>
    public int? LabelsPerClass { get; init; }

    /// <summary>The seed of subset, order, crops and initial weights.</summary>
    public required long Seed { get; init; }

    /// <summary>Epochs of the head.</summary>
    public int? Epochs { get; init; }

    /// <summary>The epoch with the highest top-1, the earliest of equals; the first is 1.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Top-1 of <see cref="BestEpoch"/>.</summary>
    public double? BestTop1 { get; init; }

    /// <summary>The base learning rate, per 256 images; of a grid the one with the highest <see cref="Top1"/>.</summary>
    public double? BaseLearningRate { get; init; }

    /// <summary>Neighbours that vote.</summary>
    public int? Neighbours { get; init; }

    /// <summary>The checkpoint.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Whether the encoder had random weights instead of the checkpoint's.</summary>
    public required bool HasRandomWeights { get; init; }

    /// <summary>How tokens became a feature: cls or gap.</summary>
    public required PoolingName Pooling { get; init; }

    /// <summary>The number format of the encoder's matrix products.</summary>
    public required string Precision { get; init; }

    /// <summary>The scores on other folders, in the order in which they were named; <see langword="null"/> without any.</summary>
    public IReadOnlyList<EvalOnReport>? EvalOn { get; init; }

    /// <summary>Reads a report.</summary>
    /// <returns><see langword="null"/> where the text is none.</returns>
    public static ProbeReport? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ProbeReport>(text, ReportJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The report as JSON, without what does not apply to its mode.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Options) + "\n";
}
