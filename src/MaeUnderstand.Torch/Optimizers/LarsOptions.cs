namespace MaeUnderstand.Torch.Optimizers;

/// <summary>Hyperparameters of LARS; the defaults are those of MAE's linear probe (<c>util/lars.py</c>, <c>main_linprobe.py</c>).</summary>
public sealed record LarsOptions
{
    /// <summary>What of the buffer is kept from step to step.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>The share of a parameter's norm that a step of rate 1 without momentum moves it by.</summary>
    public double TrustCoefficient { get; init; } = 0.001;

    /// <summary>L2 penalty, of the parameters of more than one dimension only.</summary>
    public double WeightDecay { get; init; }
}
