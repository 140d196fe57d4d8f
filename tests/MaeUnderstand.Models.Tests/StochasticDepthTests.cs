using MaeUnderstand.Masking;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests;

public sealed class StochasticDepthTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void RateOf_FiveBlocks_GrowsLinearlyFromZero()
    {
        var depth = new StochasticDepth(0.2, 5);
        Assert.Equal([0, 0.05, 0.1, 0.15, 0.2], Enumerable.Range(0, 5).Select(depth.RateOf).Select(rate => Math.Round(rate, 12)));
        Assert.Equal(0, new StochasticDepth(0.2, 1).RateOf(0));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Draw_ManyImages_KeepsTheExpectationOfEachBranch()
    {
        const int Images = 20_000;
        Tensor factors = new StochasticDepth(0.5, 3).Draw(Keys(Images), CPU)!.view(6, Images);
        Assert.Equal([1f, 1f], factors[..2].mean([1]).data<float>().ToArray());                      // rate 0 in the first block
        for (int branch = 0; branch < 6; branch++)
        {
            double keep = 1 - new[] { 0, 0.25, 0.5 }[branch / 2];
            float[] values = factors[branch].data<float>().ToArray();
            Assert.All(values, value => Assert.True(value == 0 || value == (float)(1 / keep), $"branch {branch} has {value}"));
            Assert.Equal(1, values.Average(), 4 * Math.Sqrt((1 - keep) / keep / Images) + 1e-6);     // four standard errors
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Draw_BranchesAndImages_AreIndependent()
    {
        const int Images = 20_000;
        Tensor isKept = new StochasticDepth(0.5, 3).Draw(Keys(Images), CPU)!.view(6, Images).gt(0).to(float32);
        double Together(Tensor a, Tensor b) => (a * b).mean().item<float>();
        Assert.Equal(0.25, Together(isKept[4], isKept[5]), 0.015);                                   // both branches of a block
        Assert.Equal(0.75 * 0.5, Together(isKept[3], isKept[5]), 0.015);
        Assert.Equal(0.25, Together(isKept[5], isKept[5].roll(1, 0)), 0.015);                        // neighbours in a batch
    }

    [Fact, Trait("Kind", "Unit")]
    public void Draw_AnImage_DependsOnItsKeyAlone()
    {
        var depth = new StochasticDepth(0.5, 4);
        RandomKey[] keys = Keys(6);
        Tensor together = depth.Draw(keys, CPU)!;
        Tensor alone = depth.Draw([keys[4]], CPU)!;
        Assert.Equal(TinyModels.Numbers(together.narrow(1, 4, 1)), TinyModels.Numbers(alone));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Draw_RateZero_DropsNothing() => Assert.Null(new StochasticDepth(0, 12).Draw(Keys(2), CPU));

    [Fact, Trait("Kind", "Unit")]
    public void Logits_FactorsOfOne_EqualThoseWithout()
    {
        using VisionTransformer model = Model();
        Tensor images = TinyModels.Images(3);
        Assert.Equal(
            TinyModels.Numbers(model.Logits(images)), TinyModels.Numbers(model.Logits(images, ones(2 * TinyModels.Encoder.Depth, 3, 1, 1))));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Logits_OneImageDropped_ChangesThatImageOnly()
    {
        using VisionTransformer model = Model();
        Tensor images = TinyModels.Images(3);
        Tensor factors = ones(2 * TinyModels.Encoder.Depth, 3, 1, 1);
        factors[3, 1] = 0;                                                                           // the last MLP of the second image
        Tensor plain = model.Logits(images);
        Tensor dropped = model.Logits(images, factors);
        Assert.Equal(TinyModels.Numbers(plain[0]), TinyModels.Numbers(dropped[0]));
        Assert.NotEqual(TinyModels.Numbers(plain[1]), TinyModels.Numbers(dropped[1]));
        Assert.Equal(TinyModels.Numbers(plain[2]), TinyModels.Numbers(dropped[2]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Logits_EveryBranchDropped_IsTheEmbeddingNormedAndClassified()
    {
        using VisionTransformer model = Model();
        Tensor images = TinyModels.Images(2);
        Tensor dropped = model.Logits(images, zeros(2 * TinyModels.Encoder.Depth, 2, 1, 1));
        using (no_grad())
        {
            foreach ((string name, TorchSharp.Modules.Parameter parameter) in TinyModels.Parameters(model))
            {
                if (name.Contains("attn.proj", StringComparison.Ordinal) || name.Contains("mlp.fc2", StringComparison.Ordinal))
                    parameter.zero_();                                                               // silences the branches
            }
        }
        Assert.Equal(TinyModels.Numbers(model.Logits(images)), TinyModels.Numbers(dropped));
    }

    private static RandomKey[] Keys(int count) => [.. Enumerable.Range(0, count).Select(i => RandomKey.FromSeed(3).Derive(i))];

    private static VisionTransformer Model()
    {
        var model = new VisionTransformer(TinyModels.Encoder, 4, Pooling.GlobalAverage, CPU, seed: 2);
        using var _ = no_grad();
        TinyModels.Parameters(model)["head.weight"].mul_(1e5);
        return model;
    }
}
