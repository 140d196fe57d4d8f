using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>What every metric asks of its two batches of images.</summary>
internal static class ImagePair
{
    /// <param name="x">[B, C, H, W], floating point.</param>
    /// <param name="y">Of the same shape, type and device.</param>
    /// <param name="needsColour">Whether C has to be 3.</param>
    /// <param name="smallestSide">Least height and width.</param>
    /// <exception cref="ArgumentException">They have another form.</exception>
    public static void Require(Tensor x, Tensor y, bool needsColour = false, int smallestSide = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.dim() != 4 || !x.shape.AsSpan().SequenceEqual(y.shape))
            throw new ArgumentException($"Images must be two batches [B, C, H, W], but are {Shape(x)} and {Shape(y)}.", nameof(x));
        if (x.dtype is not (ScalarType.Float32 or ScalarType.Float64) || x.dtype != y.dtype)
            throw new ArgumentException($"Images must be float32 or float64, both the same, but are {x.dtype} and {y.dtype}.", nameof(x));
        if (needsColour && x.shape[1] != 3)
            throw new ArgumentException($"Images must be RGB, [B, 3, H, W], but are {Shape(x)}.", nameof(x));
        if (Math.Min(x.shape[2], x.shape[3]) < smallestSide)
            throw new ArgumentException($"Images must have at least {smallestSide} pixels a side, but are {Shape(x)}.", nameof(x));
    }

    private static string Shape(Tensor images) => $"[{string.Join(", ", images.shape)}]";
}
