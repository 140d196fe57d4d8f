using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Data.Tests;

public sealed class SoftTargetsTests
{
    [Fact, Trait("Kind", "Unit")]
    public void OneHot_Smoothing_GivesTimmsValues()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor targets = SoftTargets.OneHot(tensor(new long[] { 2, 0 }), 4, 0.1);
        Assert.Equal([2, 4], targets.shape);
        float[] expected = [0.025f, 0.025f, 0.925f, 0.025f, 0.925f, 0.025f, 0.025f, 0.025f];
        Assert.All(expected.Zip(targets.data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-7f));
    }

    [Fact, Trait("Kind", "Unit")]
    public void OneHot_CrossEntropy_IsThatOfLabelSmoothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor labels = tensor(new long[] { 1, 4, 0 });
        Tensor logits = randn(3, 5, generator: new Generator(2));
        Tensor soft = nn.functional.cross_entropy(logits, SoftTargets.OneHot(labels, 5, 0.1));
        Tensor smoothed = nn.functional.cross_entropy(logits, labels, label_smoothing: 0.1);
        Assert.Equal(smoothed.item<float>(), soft.item<float>(), 1e-6f);
    }

    [Fact, Trait("Kind", "Unit")]
    public void OneHot_WrongArguments_AreNamed()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.StartsWith("Labels must be Int64 [B], but are Float32 [2].",
            Assert.Throws<ArgumentException>(() => SoftTargets.OneHot(zeros(2), 3)).Message);
        Assert.StartsWith("Labels must be from 0 to 2, but go from -1 to 1.",
            Assert.Throws<ArgumentException>(() => SoftTargets.OneHot(tensor(new long[] { 1, -1 }), 3)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => SoftTargets.OneHot(arange(2), 3, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SoftTargets.OneHot(arange(2), 0));
    }

    [Fact, Trait("Kind", "Unit")]
    public void OneHot_Repeated_LeavesNoTensors()
    {
        using Tensor labels = arange(3);
        Leaks.None(() => SoftTargets.OneHot(labels, 3, 0.1).Dispose());
        Assert.Equal(3, labels.shape[0]);
    }
}
