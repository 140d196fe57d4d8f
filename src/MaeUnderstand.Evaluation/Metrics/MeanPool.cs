using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>The reduction of large images by which Wang's and Zhang's scripts make viewing distance comparable.</summary>
internal static class MeanPool
{
    private const double UsualSide = 256;

    /// <summary>The side of the squares: max(1, round(smaller side / 256)), halves to even.</summary>
    /// <param name="images">[B, C, H, W]; borrowed.</param>
    public static long FactorFor(Tensor images) =>
        Math.Max(1, (long)Math.Round(Math.Min(images.shape[2], images.shape[3]) / UsualSide));

    /// <param name="images">[B, C, H, W]; borrowed.</param>
    /// <returns>The means of the squares; rows and columns left over are dropped. Owned by the caller.</returns>
    public static Tensor ToUsualSize(Tensor images)
    {
        long factor = FactorFor(images);
        return factor == 1 ? images.alias() : nn.functional.avg_pool2d(images, factor);
    }
}
