namespace MaeUnderstand.Torch.Compute;

/// <summary>The number format in which matrices are multiplied. Master weights and moments are float32 in every one.</summary>
public enum TrainingPrecision
{
    /// <summary><see cref="Bf16"/> where the device multiplies it natively, else <see cref="Fp32"/>.</summary>
    Auto,

    /// <summary>IEEE single precision throughout.</summary>
    Fp32,

    /// <summary>bfloat16 working weights, activations and gradients; float32 master weights, gradient sums, moments and loss.</summary>
    Bf16,
}
