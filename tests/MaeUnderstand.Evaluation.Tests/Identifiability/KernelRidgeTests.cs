using MaeUnderstand.Evaluation.Identifiability;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Tests.Identifiability;

[Trait("Kind", "Unit")]
public sealed class KernelRidgeTests
{
    private const int Count = 1200;

    [Fact]
    public void HeldOutR2_SmoothFunctionAndNoise_IsNearOneAndNearZero()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        Tensor inputs = randn(Count, 2, dtype: float64, generator: generator);
        Tensor noise = randn(Count, 2, dtype: float64, generator: generator);
        Tensor first = inputs.narrow(1, 0, 1), second = inputs.narrow(1, 1, 1);
        Tensor function = (first * 2).sin() + first * second;
        Tensor targets = cat([function, noise, function + noise.narrow(1, 0, 1) * function.std(0)], 1);

        double[] r2 = KernelRidge.HeldOutR2(inputs, targets, [0..1, 1..3, 3..4], RegressionSplit.Of(Count));

        Assert.InRange(r2[0], 0.93, 1);
        Assert.InRange(r2[1], -0.05, 0.02);
        Assert.InRange(r2[2], 0.3, 0.6);                                // half of the variance is noise
    }

    [Fact]
    public void HeldOutR2_SeveralColumns_PoolsErrorsAndVariances()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4, CPU);
        Tensor inputs = randn(Count, 1, dtype: float64, generator: generator);
        Tensor noise = randn(Count, 1, dtype: float64, generator: generator);
        Tensor targets = cat([inputs * Math.Sqrt(3), noise], 1);        // three parts of four follow from the input

        double r2 = KernelRidge.HeldOutR2(inputs, targets, [Range.All], RegressionSplit.Of(Count))[0];

        Assert.InRange(r2, 0.7, 0.8);
    }

    [Fact]
    public void HeldOutR2_Again_LeavesNoTensors() => Leaks.None(() =>
    {
        using Tensor inputs = ones(60, 2, dtype: float64);
        using Tensor targets = ones(60, 1, dtype: float64);
        _ = KernelRidge.HeldOutR2(inputs, targets, [Range.All], RegressionSplit.Of(60));
    });
}
