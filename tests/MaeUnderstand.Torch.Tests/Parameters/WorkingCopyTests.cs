using MaeUnderstand.Torch.Parameters;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Tests.Parameters;

[Trait("Kind", "Unit")]
public sealed class WorkingCopyTests
{
    private const float NotInBf16 = 1.001f;                    // bf16 has 1 and 1.0078125 there

    [Fact]
    public void Ctor_Twin_TakesTheRoundedWeightsAndSharesTheNorms()
    {
        using var original = new NormedModule(float32, weight: NotInBf16, norm: NotInBf16);
        using var twin = new NormedModule(bfloat16, weight: 0, norm: 0);
        using FlatParameters master = FlatParameters.Take(original);
        using var working = new WorkingCopy(master, twin);

        Assert.Equal([1f, 1f], Values(twin.Weight));
        Assert.Equal([NotInBf16, NotInBf16], Values(twin.Norm));
        Assert.Equal([NotInBf16, NotInBf16], Values(original.Weight));
    }

    [Fact]
    public void Refresh_ChangedOriginal_RoundsItIntoTheTwin()
    {
        using var original = new NormedModule(float32, weight: 1, norm: 1);
        using var twin = new NormedModule(bfloat16, weight: 0, norm: 0);
        using FlatParameters master = FlatParameters.Take(original);
        using var working = new WorkingCopy(master, twin);

        master.Weights.fill_(2.001);
        Assert.Equal([1f, 1f], Values(twin.Weight));
        working.Refresh();

        Assert.Equal([2f, 2f], Values(twin.Weight));
        Assert.Equal([2.001f, 2.001f], Values(twin.Norm));
    }

    [Fact]
    public void HandOverGradients_TwoBatches_SumsThemInFloat32()
    {
        using var original = new NormedModule(float32, weight: 1, norm: 1);
        using var twin = new NormedModule(bfloat16, weight: 0, norm: 0);
        using FlatParameters master = FlatParameters.Take(original);
        using var working = new WorkingCopy(master, twin);

        foreach (double factor in (double[])[1, 1.0 / 256])      // their sum needs more digits than bf16 has
        {
            using (Tensor loss = twin.Loss(factor))
                loss.backward();
            working.HandOverGradients();
        }

        Assert.Equal([1 + 1f / 256, 1 + 1f / 256], Values(master["weight"].View(master.Gradients)));
        Assert.Equal([1 + 1f / 256, 1 + 1f / 256], Values(master["norm.scale"].View(master.Gradients)));
        master.ZeroGradients();
        working.HandOverGradients();
        Assert.Equal([0f, 0f], Values(master["weight"].View(master.Gradients)));
    }

    [Fact]
    public void Ctor_TwinOfTheSameFormat_SaysSo()
    {
        using var original = new NormedModule(float32, weight: 1, norm: 1);
        using var twin = new NormedModule(float32, weight: 1, norm: 1);
        using FlatParameters master = FlatParameters.Take(original);

        ArgumentException fault = Assert.Throws<ArgumentException>(() => new WorkingCopy(master, twin));
        Assert.StartsWith("NormedModule has no parameter in a smaller format than float32.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctor_TwinOfAnotherModule_SaysWhichParameterIsMissing()
    {
        using var original = new NormedModule(float32, weight: 1, norm: 1);
        using var twin = new NormedModule(bfloat16, weight: 1, norm: 1, length: 3);
        using FlatParameters master = FlatParameters.Take(original);

        ArgumentException fault = Assert.Throws<ArgumentException>(() => new WorkingCopy(master, twin));
        Assert.StartsWith("NormedModule has no norm.scale [2].", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lifetime_MakeUseDispose_LeavesNoTensor() => Leaks.None(() =>
    {
        using var original = new NormedModule(float32, weight: 1, norm: 1);
        using var twin = new NormedModule(bfloat16, weight: 0, norm: 0);
        using FlatParameters master = FlatParameters.Take(original);
        using var working = new WorkingCopy(master, twin);
        using (Tensor loss = twin.Loss(1))
            loss.backward();
        working.HandOverGradients();
        working.Refresh();
    });

    private static float[] Values(Tensor tensor)
    {
        using Tensor wide = tensor.detach().to(float32);
        return wide.data<float>().ToArray();
    }

    /// <summary>A vector in the format given and a norm's vector in float32.</summary>
    private sealed class NormedModule : nn.Module
    {
        private readonly Parameter weight;
        private readonly Part norm;

        public NormedModule(ScalarType type, float weight, float norm, int length = 2) : base(nameof(NormedModule))
        {
            this.weight = SmallModule.New(full([length], weight, type));
            this.norm = new Part(norm, length);
            RegisterComponents();
        }

        public Parameter Weight => weight;

        public Parameter Norm => norm.Scale;

        /// <summary>(Σ weight + Σ norm) · factor: its gradient is the factor everywhere.</summary>
        public Tensor Loss(double factor)
        {
            using var scope = NewDisposeScope();
            return ((weight.to(float32).sum() + Norm.sum()) * factor).MoveToOuterDisposeScope();
        }

        private sealed class Part : nn.Module
        {
            private readonly Parameter scale;

            public Part(float value, int length) : base(nameof(Part))
            {
                scale = SmallModule.New(full([length], value, float32));
                RegisterComponents();
            }

            public Parameter Scale => scale;
        }
    }
}
