using MaeUnderstand.Evaluation.Identifiability;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Tests.Identifiability;

[Trait("Kind", "Unit")]
public sealed class WhiteningTests
{
    [Fact]
    public void Apply_CorrelatedVectors_HaveMeanZeroAndTheIdentityAsCovariance()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        Tensor independent = randn(4000, 3, generator: generator);
        Tensor mixed = independent.mm(tensor(new float[,] { { 2, 1, 0 }, { 0, 1, -1 }, { 0.5f, 0, 3 } })) + 5;
        using Whitening whitening = Whitening.Of(mixed);

        Tensor white = whitening.Apply(mixed);

        Assert.InRange(white.mean([0]).abs().max().item<float>(), 0, 1e-4);
        Tensor distance = white.t().mm(white) / 4000 - eye(3);
        Assert.InRange(distance.abs().max().item<float>(), 0, 1e-3);
    }

    [Fact]
    public void Of_CollapsedDirection_StaysFinite()
    {
        using var scope = NewDisposeScope();
        using Whitening whitening = Whitening.Of(ones(100, 2));
        Assert.True(whitening.Apply(ones(100, 2)).isfinite().all().item<bool>());
    }
}
