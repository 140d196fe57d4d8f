namespace MaeUnderstand.Torch.Compute;

/// <summary>The number format in which matrices are multiplied. Master weights, gradients and moments are float32 in every one.</summary>
public enum TrainingPrecision
{
    /// <summary>IEEE single precision throughout.</summary>
    Fp32,
}
