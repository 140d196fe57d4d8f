using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>The reduction of large images by which Wang's and Zhang's scripts make viewing distance comparable.</summary>
internal static class MeanPool
{
    private const double UsualSide = 256;

    /// <param name="images">[B, C, H, W]; borrowed.</param>
    /// <returns>Means of squares of max(1, round(smaller side / 256)) pixels, halves to even; rows and columns left over are dropped.
    /// Owned by the caller.</returns>
    public static Tensor ToUsualSize(Tensor images)
    {
        long factor = Math.Max(1, (long)Math.Round(Math.Min(images.shape[2], images.shape[3]) / UsualSide));
        return factor == 1 ? images.alias() : nn.functional.avg_pool2d(images, factor);
    }
}
