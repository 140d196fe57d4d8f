namespace MaeUnderstand.Torch.Optimizers;

/// <summary>Hyperparameters of AdamW; the defaults are those of MAE pretraining (paper, table 8; <c>main_pretrain.py</c>).</summary>
public sealed record AdamWOptions
{
    /// <summary>Decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay, of the decaying parameters only.</summary>
    public double WeightDecay { get; init; } = 0.05;
}
