using MaeUnderstand.Masking;

namespace MaeUnderstand.Evaluation.Reconstruction;

/// <summary>What a model's reconstructions scored.</summary>
public sealed record ReconstructionReport
{
    /// <summary>The model, as it was named.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Its weights' SHA-256.</summary>
    public required string Checksum { get; init; }

    /// <summary>Side of a ViT patch in pixels.</summary>
    public required int Patch { get; init; }

    /// <summary>How images were masked in training, where the checkpoint says.</summary>
    public required MaskConfig? TrainedMask { get; init; }

    /// <summary>Whether the model predicts normalised patches.</summary>
    public required bool NormPixLoss { get; init; }

    /// <summary>How pixels came back from them; without meaning for a model that predicts pixels.</summary>
    public required string NormPixRecovery { get; init; }

    /// <summary>Images scored.</summary>
    public required int Images { get; init; }

    /// <summary>Images that could not be read.</summary>
    public required int BadImages { get; init; }

    /// <summary>Mean over the images of each score, by its column's name.</summary>
    public required IReadOnlyDictionary<string, double> Means { get; init; }
}
