using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>Peak signal-to-noise ratio in dB; larger is better. Differentiable where the images differ.</summary>
public static class Psnr
{
    /// <summary>What piq adds to the error, so that identical images have 80 dB.</summary>
    public const double PiqEpsilon = 1e-8;

    /// <summary>Compares images pair by pair.</summary>
    /// <param name="x">[B, C, H, W] float32 or float64; borrowed.</param>
    /// <param name="y">Of the same form; borrowed.</param>
    /// <param name="dataRange">The largest value less the smallest possible one.</param>
    /// <param name="epsilon">Added to the error relative to the range: 0 gives the definition, by which identical images have
    /// infinitely many dB.</param>
    /// <returns>[B], −10·log10(MSE / range² + epsilon); owned by the caller.</returns>
    /// <exception cref="ArgumentException">The images have another form or a number is out of range.</exception>
    public static Tensor Compute(Tensor x, Tensor y, double dataRange = 1, double epsilon = 0)
    {
        using Tensor mse = Mse.Compute(x, y);
        return OfMse(mse, dataRange, epsilon);
    }

    /// <summary>The same from errors that are known already.</summary>
    /// <param name="mse">Mean squared errors, of any shape; borrowed.</param>
    /// <param name="dataRange">The largest value less the smallest possible one.</param>
    /// <param name="epsilon">Added to the error relative to the range.</param>
    /// <returns>Of the same shape; owned by the caller.</returns>
    public static Tensor OfMse(Tensor mse, double dataRange = 1, double epsilon = 0)
    {
        ArgumentNullException.ThrowIfNull(mse);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dataRange);
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        using var scope = NewDisposeScope();
        return ((mse / (dataRange * dataRange) + epsilon).log10() * -10).MoveToOuterDisposeScope();
    }
}
