using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>Mean squared error; smaller is better. Differentiable.</summary>
public static class Mse
{
    /// <summary>Compares images pair by pair.</summary>
    /// <param name="x">[B, C, H, W] float32 or float64; borrowed.</param>
    /// <param name="y">Of the same form; borrowed.</param>
    /// <returns>[B], the mean over channels and pixels, in squared units of the images; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The images have another form.</exception>
    public static Tensor Compute(Tensor x, Tensor y)
    {
        ImagePair.Require(x, y);
        using var scope = NewDisposeScope();
        return (x - y).square().mean([1, 2, 3]).MoveToOuterDisposeScope();
    }
}
