using MaeUnderstand.Evaluation.Metrics;
using MaeUnderstand.Evaluation.Metrics.Kernels;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Tests.Metrics;

public sealed class MetricsTests
{
    /// <summary>Images that want gradients go through libtorch's operators, the others through the loops.</summary>
    [Theory, Trait("Kind", "Unit")]
    [InlineData(11, 11), InlineData(11, 40), InlineData(23, 18), InlineData(33, 47), InlineData(64, 64)]
    public void Loops_AnySize_GiveTheOperatorsValues(int height, int width)
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor y) = Pair(3, height, width, float32);
        Tensor asked = x.clone().requires_grad_();
        foreach (SsimColour colour in Enum.GetValues<SsimColour>())
        {
            var options = new SsimOptions { Colour = colour };
            AssertClose(Ssim.Compute(asked, y, options), Ssim.Compute(x, y, options), 1e-5);
        }
        var wide = new SsimOptions { WindowSize = 7, Sigma = 2.5, DataRange = 4 };
        AssertClose(Ssim.Compute(asked, y, wide), Ssim.Compute(x, y, wide), 1e-5);
        using var fsim = new Fsim();
        using FsimScores operators = fsim.Compute(asked, y), loops = fsim.Compute(x, y);
        AssertClose(operators.Fsim, loops.Fsim, 1e-5);
        AssertClose(operators.Fsimc, loops.Fsimc, 1e-5);
    }

    [Fact, Trait("Kind", "Unit")]
    public void AllMetrics_IdenticalImages_AreAtTheirBest()
    {
        using var scope = NewDisposeScope();
        (Tensor x, _) = Pair(2, 24, 31, float64);
        AssertClose(zeros(2, float64), Mse.Compute(x, x), 0);
        Assert.All(Psnr.Compute(x, x).data<double>().ToArray(), decibels => Assert.Equal(double.PositiveInfinity, decibels));
        AssertClose(full(2, 80, float64), Psnr.Compute(x, x, epsilon: Psnr.PiqEpsilon), 1e-9);
        AssertClose(ones(2, float64), Ssim.Compute(x, x), 1e-9);
        using var fsim = new Fsim();
        using FsimScores scores = fsim.Compute(x, x);
        AssertClose(ones(2, float64), scores.Fsim, 1e-9);
        AssertClose(ones(2, float64), scores.Fsimc, 1e-9);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Psnr_OtherRange_IsTheSame()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor y) = Pair(2, 12, 12, float64);
        AssertClose(Psnr.Compute(x, y), Psnr.Compute(x * 255, y * 255, dataRange: 255), 1e-9);
        AssertClose(Ssim.Compute(x, y), Ssim.Compute(x * 255, y * 255, new SsimOptions { DataRange = 255 }), 1e-9);
    }

    /// <summary>A step against the gradient makes the images more alike; flat parts, where roots have no derivative, do no harm.</summary>
    [Fact, Trait("Kind", "Unit")]
    public void SsimAndFsim_Gradients_AreFiniteAndPointUphill()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor y) = Pair(1, 32, 32, float64);
        x.narrow(3, 0, 16).fill_(0.5);
        y.narrow(3, 0, 8).fill_(0.5);
        using var fsim = new Fsim();
        foreach (Func<Tensor, Tensor> metric in (Func<Tensor, Tensor>[])[image => Ssim.Compute(image, y), image => fsim.Compute(image, y).Fsim])
        {
            Tensor asked = x.clone().requires_grad_();
            Tensor before = metric(asked).sum();
            before.backward();
            Tensor gradient = asked.grad!;
            Assert.True(gradient.isfinite().all().item<bool>());
            Tensor after = metric(x + gradient * (1e-3 / gradient.norm().item<double>())).sum();
            Assert.True(after.item<double>() > before.item<double>());
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void LowerMedian_AnyNumbers_IsTheLowerMiddleOne()
    {
        var random = new Random(3);
        for (int count = 1; count < 300; count++)
        {
            float[] values = [.. Enumerable.Range(0, count).Select(_ => (float)Math.Exp(random.NextDouble() * 30 - 20) * random.Next(3))];
            float expected = values.Order().ElementAt((count - 1) / 2);
            Assert.Equal(expected, LowerMedian.Of([.. values]));
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void LowerMedian_NotANumber_IsLarge() =>
        Assert.Equal(2, LowerMedian.Of([float.NaN, 1, 2, -float.NaN, 1.5f]));

    [Fact, Trait("Kind", "Unit")]
    public void AllMetrics_NotANumber_SpoilsItsImageAlone()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor y) = Pair(2, 24, 24, float32);
        y[0, 1, 5, 5] = tensor(float.NaN);
        using var fsim = new Fsim();
        using FsimScores scores = fsim.Compute(x, y);
        foreach (Tensor values in (Tensor[])[Mse.Compute(x, y), Psnr.Compute(x, y), Ssim.Compute(x, y), scores.Fsim, scores.Fsimc])
            Assert.Equal([true, false], values.data<float>().ToArray().Select(float.IsNaN));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Metrics_WrongImages_SayWhat()
    {
        using var scope = NewDisposeScope();
        Tensor rgb = zeros(2, 3, 16, 16);
        using var fsim = new Fsim();
        AssertFault("Images must be two batches [B, C, H, W], but are [2, 3, 16, 16] and [1, 3, 16, 16].", () => Mse.Compute(rgb, rgb.narrow(0, 0, 1)));
        AssertFault("Images must be float32 or float64, both the same, but are Byte and Byte.", () => Mse.Compute(rgb.to(uint8), rgb.to(uint8)));
        AssertFault("Images must have at least 11 pixels a side, but are [2, 3, 16, 10].",
            () => Ssim.Compute(rgb.narrow(3, 0, 10), rgb.narrow(3, 0, 10)));
        AssertFault("Images must be RGB, [B, 3, H, W], but are [2, 2, 16, 16].", () => fsim.Compute(rgb.narrow(1, 0, 2), rgb.narrow(1, 0, 2)));
        AssertFault("The SSIM window must be odd and at least 1 pixel, but is 4. The data range must be positive, but is 0.",
            () => Ssim.Compute(rgb, rgb, new SsimOptions { WindowSize = 4, DataRange = 0 }));
        AssertFault("FSIM needs at least one scale and one orientation, but has 0 and 4.", () => new Fsim(new FsimOptions { Scales = 0 }));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Metrics_Tensors_AreAllFreed()
    {
        using Tensor x = rand(2, 3, 20, 20), y = rand(2, 3, 20, 20), asked = rand(2, 3, 20, 20, requires_grad: true);
        Leaks.None(() =>
        {
            using var fsim = new Fsim();
            foreach (Tensor image in (Tensor[])[x, asked])
            {
                Mse.Compute(image, y).Dispose();
                Psnr.Compute(image, y).Dispose();
                Ssim.Compute(image, y).Dispose();
                fsim.Compute(image, y).Dispose();
            }
        });
    }

    private static (Tensor X, Tensor Y) Pair(int batch, int height, int width, ScalarType type)
    {
        using var generator = new Generator(7);
        Tensor x = rand([batch, 3, height, width], type, CPU, generator: generator);
        Tensor y = (x + 0.2 * rand([batch, 3, height, width], type, CPU, generator: generator)).clamp(0, 1);
        return (x, y);
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        double difference = (expected.detach().to(float64) - actual.to(float64)).abs().max().item<double>();
        Assert.True(difference <= tolerance, $"{difference} apart, more than {tolerance}");
    }

    private static void AssertFault(string message, Func<object> body) =>
        Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(body).Message.Split(" (Parameter")[0]);
}
