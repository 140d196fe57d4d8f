namespace MaeUnderstand.Torch.Parameters;

/// <summary>How an optimizer treats some of a module's parameters.</summary>
/// <param name="RateScale">What the learning rate of a step is multiplied by for them.</param>
/// <param name="IsDecayed">Whether the optimizer's weight decay acts on them.</param>
public readonly record struct ParameterGroup(double RateScale, bool IsDecayed);
