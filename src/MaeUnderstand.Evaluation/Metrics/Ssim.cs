using MaeUnderstand.Evaluation.Metrics.Kernels;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>
/// Structural similarity (Wang et al. 2004, "Image quality assessment: from error visibility to structural similarity"), 1 for
/// identical images. Windows lie wholly inside the image; variances are those of the population. Differentiable.
/// </summary>
public static class Ssim
{
    /// <summary>Compares images pair by pair.</summary>
    /// <param name="x">[B, C, H, W] float32 or float64; borrowed. C is 3 where luminance is compared, unless it is 1.</param>
    /// <param name="y">Of the same form; borrowed.</param>
    /// <param name="options">The conventions; default: Wang 2004 on the luminance.</param>
    /// <returns>[B]; owned by the caller. float32 costs up to 1e-4, as E[x²] − E[x]² cancels.</returns>
    /// <exception cref="ArgumentException">The images have another form or are smaller than the window, or the options are wrong.
    /// </exception>
    public static Tensor Compute(Tensor x, Tensor y, SsimOptions? options = null)
    {
        options ??= new SsimOptions();
        string problems = string.Join(' ', options.Problems());
        if (problems.Length > 0)
            throw new ArgumentException(problems, nameof(options));
        ImagePair.Require(x, y, smallestSide: options.WindowSize);
        using var scope = NewDisposeScope();
        Tensor both = cat([x, y]);
        if (options.Downsamples)
            both = MeanPool.ToUsualSize(both);
        if (options.Colour == SsimColour.Luminance && both.shape[1] != 1)
        {
            ImagePair.Require(x, y, needsColour: true);
            both = Colour.Mix(both, Colour.Y);
        }
        long batch = both.shape[0] / 2;
        Tensor first = both.narrow(0, 0, batch), second = both.narrow(0, batch, batch);
        Tensor ssim = PlainCpu.Suits(first, second)
            ? Plain(first, second, options)
            : Map(both / options.DataRange, options).mean([1, 2, 3]);
        return ssim.MoveToOuterDisposeScope();
    }

    private static unsafe Tensor Plain(Tensor x, Tensor y, SsimOptions options)
    {
        (int batch, int channels, int height, int width) = ((int)x.shape[0], (int)x.shape[1], (int)x.shape[2], (int)x.shape[3]);
        float[] window = [.. Window(options).Select(weight => (float)weight)];
        (double c1, double c2) = (options.K1 * options.K1, options.K2 * options.K2);
        var planes = new double[batch * channels];
        float* firstX = PlainCpu.Address(x);
        float* firstY = PlainCpu.Address(y);
        Parallel.For(0, planes.Length, plane =>
        {
            long start = (long)plane * height * width;
            planes[plane] = SsimKernel.Mean(
                firstX + start, firstY + start, height, width, window, (float)(1 / options.DataRange), (float)c1, (float)c2);
        });
        GC.KeepAlive(x);
        GC.KeepAlive(y);
        return tensor([.. planes.Chunk(channels).Select(image => (float)image.Average())], ScalarType.Float32);
    }

    /// <param name="both">[2·B, C, H, W], the one images, then the other, between 0 and 1.</param>
    /// <param name="options">The conventions.</param>
    /// <returns>[B, C, H', W'], a value for each place of the window.</returns>
    private static Tensor Map(Tensor both, SsimOptions options)
    {
        (double c1, double c2) = (options.K1 * options.K1, options.K2 * options.K2);
        long batch = both.shape[0] / 2;
        Tensor x = both.narrow(0, 0, batch), y = both.narrow(0, batch, batch);
        Tensor[] means = Blur(cat([both, both.square(), x * y]), options).split(batch);
        (Tensor meanX, Tensor meanY) = (means[0], means[1]);
        Tensor product = meanX * meanY;
        Tensor squares = meanX.square() + meanY.square();
        Tensor covariance = means[4] - product;
        Tensor variances = means[2] + means[3] - squares;
        return (2 * product + c1) * (2 * covariance + c2) / ((squares + c1) * (variances + c2));
    }

    /// <summary>Weighted means over the window, wherever it lies inside; as products with band matrices, which libtorch's
    /// convolution of single channels does not come near.</summary>
    /// <returns>[B, C, H − side + 1, W − side + 1].</returns>
    private static Tensor Blur(Tensor images, SsimOptions options)
    {
        using var scope = NewDisposeScope();
        Tensor rows = Band(options, images.shape[2], images), columns = Band(options, images.shape[3], images);
        return rows.matmul(images.matmul(columns.t())).MoveToOuterDisposeScope();
    }

    /// <returns>[length − side + 1, length]: a row's weights are the window at its place.</returns>
    private static Tensor Band(SsimOptions options, long length, Tensor like)
    {
        double[] window = Window(options);
        long places = length - window.Length + 1;
        var weights = new double[places * length];
        for (long place = 0; place < places; place++)
            window.CopyTo(weights.AsSpan((int)(place * length + place)));
        return tensor(weights, [places, length], like.dtype, like.device);
    }

    private static double[] Window(SsimOptions options)
    {
        var weights = new double[options.WindowSize];
        for (int i = 0; i < weights.Length; i++)
        {
            double distance = i - options.WindowSize / 2;
            weights[i] = Math.Exp(-distance * distance / (2 * options.Sigma * options.Sigma));
        }
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}
