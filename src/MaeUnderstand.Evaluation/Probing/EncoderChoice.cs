using MaeUnderstand.Models;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Compute;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>Which encoder makes features, and how.</summary>
public sealed record EncoderChoice
{
    /// <summary>The trained model: a checkpoint in any form that <see cref="ModelFile"/> opens.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>What the checkpoint may fail to say.</summary>
    public ModelHints Hints { get; init; } = ModelHints.None;

    /// <summary>How tokens become a feature.</summary>
    public Pooling Pooling { get; init; } = Pooling.ClsToken;

    /// <summary>The number format of matrix products.</summary>
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Auto;

    /// <summary>Names random weights to take instead of the checkpoint's, of which only the shape counts then.</summary>
    public long? RandomWeightsSeed { get; init; }
}
