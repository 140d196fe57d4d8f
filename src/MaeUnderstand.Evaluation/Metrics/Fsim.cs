using MaeUnderstand.Evaluation.Metrics.Kernels;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>
/// Feature similarity (Zhang et al. 2011, "FSIM: a feature similarity index for image quality assessment"), 1 for identical images: the
/// likeness of phase congruency and gradient, weighted by phase congruency. Differentiable. The filter bank is kept for images of the
/// size that came last. Not for many threads at once.
/// </summary>
public sealed class Fsim : IDisposable
{
    private const double UsualRange = 255;
    private const double TinyPower = 1e-30;             // so that the root has a derivative in flat parts

    private readonly FsimOptions options;
    private LogGaborBank? bank;

    /// <summary>Makes the metric.</summary>
    /// <param name="options">The constants; default: Zhang 2011.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message holds every fault.</exception>
    public Fsim(FsimOptions? options = null)
    {
        this.options = options ?? new FsimOptions();
        string problems = string.Join(' ', this.options.Problems());
        if (problems.Length > 0)
            throw new ArgumentException(problems, nameof(options));
    }

    /// <summary>Compares images pair by pair.</summary>
    /// <param name="x">[B, 3, H, W] RGB, float32 or float64; borrowed.</param>
    /// <param name="y">Of the same form; borrowed.</param>
    /// <returns>Owned by the caller. Between images without any structure the result is between 0 and 1 but means nothing: phase
    /// congruency is then a ratio of rounding errors.</returns>
    /// <exception cref="ArgumentException">The images have another form.</exception>
    public FsimScores Compute(Tensor x, Tensor y)
    {
        ImagePair.Require(x, y, needsColour: true);
        LogGaborBank filters = BankFor(x);
        return PlainCpu.Suits(x, y) ? EachOnItsThread(x, y, filters) : Compare(x, y, filters);
    }

    /// <inheritdoc/>
    public void Dispose() => bank?.Dispose();

    /// <summary>A pair at a time on each thread: its intermediate results stay in the cache, and the threads meet only at the end.
    /// </summary>
    private FsimScores EachOnItsThread(Tensor x, Tensor y, LogGaborBank filters)
    {
        var fsim = new float[x.shape[0]];
        var fsimc = new float[x.shape[0]];
        int threads = get_num_threads();
        try
        {
            Parallel.For(0, fsim.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, pair =>
            {
                set_num_threads(1);                     // of this thread
                using var scope = NewDisposeScope();
                using FsimScores scores = Compare(x.narrow(0, pair, 1), y.narrow(0, pair, 1), filters);
                (fsim[pair], fsimc[pair]) = (scores.Fsim.item<float>(), scores.Fsimc.item<float>());
            });
        }
        finally
        {
            set_num_threads(threads);
        }
        return new FsimScores(tensor(fsim), tensor(fsimc));
    }

    private FsimScores Compare(Tensor x, Tensor y, LogGaborBank filters)
    {
        using var scope = NewDisposeScope();
        long batch = x.shape[0];
        Tensor both = MeanPool.ToUsualSize(cat([x, y]) * (UsualRange / options.DataRange));          // [2·B, 3, H, W]
        Tensor grey = Colour.Mix(both, Colour.Y).squeeze(1);
        Tensor phase = PhaseCongruency.Compute(grey, filters);
        Tensor weight = maximum(phase.narrow(0, 0, batch), phase.narrow(0, batch, batch));
        Tensor similarity = Similarity(phase, options.PhaseConstant) * Similarity(GradientMagnitude(grey), options.GradientConstant);
        Tensor colour = Similarity(Colour.Mix(both, Colour.I).squeeze(1), options.ColourConstant)
            * Similarity(Colour.Mix(both, Colour.Q).squeeze(1), options.ColourConstant);
        Tensor total = weight.sum([1, 2]);
        Tensor weighted = similarity * weight;
        Tensor fsim = weighted.sum([1, 2]) / total;
        Tensor fsimc = (weighted * colour.abs().pow(options.ColourExponent)).sum([1, 2]) / total;
        return new FsimScores(fsim.MoveToOuterDisposeScope(), fsimc.MoveToOuterDisposeScope());
    }

    private LogGaborBank BankFor(Tensor images)
    {
        long factor = MeanPool.FactorFor(images);
        (int height, int width) = ((int)(images.shape[2] / factor), (int)(images.shape[3] / factor));
        if (bank is null || bank.Height != height || bank.Width != width || bank.Type != images.dtype || !bank.IsOn(images.device))
        {
            bank?.Dispose();
            bank = new LogGaborBank(options, height, width, images.dtype, images.device);
        }
        return bank;
    }

    /// <summary>(2ab + T) / (a² + b² + T) of the first and the second half of a batch [2·B, H, W].</summary>
    private static Tensor Similarity(Tensor both, double constant)
    {
        using var scope = NewDisposeScope();
        long batch = both.shape[0] / 2;
        Tensor a = both.narrow(0, 0, batch), b = both.narrow(0, batch, batch);
        return ((2 * a * b + constant) / (a.square() + b.square() + constant)).MoveToOuterDisposeScope();
    }

    /// <summary>The length of Scharr's gradient, (−1, 0, 1) along one axis and (3, 10, 3)/16 along the other, with zeros around the
    /// image.</summary>
    /// <param name="grey">[B, H, W].</param>
    /// <returns>[B, H, W].</returns>
    private static Tensor GradientMagnitude(Tensor grey)
    {
        using var scope = NewDisposeScope();
        Tensor padded = nn.functional.pad(grey, [1, 1, 1, 1]);
        Tensor along = Smooth(Difference(padded, 2), 1);
        Tensor across = Smooth(Difference(padded, 1), 2);
        return (along.square() + across.square() + TinyPower).sqrt().MoveToOuterDisposeScope();

        static Tensor Difference(Tensor values, int axis)
        {
            long length = values.shape[axis] - 2;
            return values.narrow(axis, 2, length) - values.narrow(axis, 0, length);
        }
        static Tensor Smooth(Tensor values, int axis)
        {
            long length = values.shape[axis] - 2;
            return (values.narrow(axis, 0, length) + values.narrow(axis, 2, length)) * (3.0 / 16)
                + values.narrow(axis, 1, length) * (10.0 / 16);
        }
    }
}
