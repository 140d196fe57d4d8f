using MaeUnderstand.Data;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Finetuning;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Tests.Finetuning;

public sealed class FinetuneStepTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory, Trait("Kind", "Unit")]
    [InlineData(TrainingPrecision.Fp32)]
    [InlineData(TrainingPrecision.Bf16)]
    public void Update_TwentyImagesWithoutAugmentation_LearnsThemByHeart(TrainingPrecision precision)
    {
        FinetuneOptions options = TinyClassifier.Plain with { Precision = precision, LearningRate = 3e-3 };
        using FinetuneStep step = TinyClassifier.Step(options);
        float[] losses = Train(step, options, first: 0, end: 240);
        Assert.Equal(Math.Log(4), losses[0], 1e-2);                                // a head that is nearly zero prefers no class
        Assert.InRange(losses[^4..].Average(), 0, 0.05);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Forward_SameBatch_IsRepeatedBitForBit()
    {
        using FinetuneStep first = TinyClassifier.Step(TinyClassifier.Augmented);
        using FinetuneStep second = TinyClassifier.Step(TinyClassifier.Augmented);
        Assert.Equal(Train(first, TinyClassifier.Augmented, 0, 8), Train(second, TinyClassifier.Augmented, 0, 8));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("drop")]
    [InlineData("erase")]
    [InlineData("mixup")]
    [InlineData("cutmix")]
    [InlineData("smoothing")]
    public void Forward_EachAugmentation_ChangesTheLoss(string what)
    {
        FinetuneOptions plain = TinyClassifier.Plain;
        FinetuneOptions changed = what switch
        {
            "drop" => plain with { DropPath = 0.9 },
            "erase" => plain with { RandomErasing = 1 },
            "mixup" => plain with { Mixup = 1 },
            "cutmix" => plain with { Cutmix = 1 },
            _ => plain with { Smoothing = 0.3 },
        };
        using FinetuneStep without = TinyClassifier.Step(plain);
        using FinetuneStep with = TinyClassifier.Step(changed);
        foreach (FinetuneStep step in new[] { without, with })
        {
            using var _ = no_grad();
            step.Parameters["head.weight"].View(step.Parameters.Weights).mul_(1e4);          // the images count
        }
        using ImageBatch batch = TinyClassifier.Batches(plain, 0, 1).Single();
        Assert.NotEqual(without.Forward(batch).item<float>(), with.Forward(batch).item<float>());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Backward_TwoHalfBatches_GiveTheGradientOfOne()
    {
        FinetuneOptions whole = TinyClassifier.Plain with { BatchSize = 4 };
        FinetuneOptions half = TinyClassifier.Plain with { BatchSize = 2, Accumulation = 2 };
        float[] expected = Gradients(whole, batches: 1);
        float largest = expected.Max(Math.Abs);
        Assert.True(largest > 1e-3f, $"The largest gradient is {largest}.");
        Assert.All(expected.Zip(Gradients(half, batches: 2)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * largest));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Step_Repeated_LeavesNoTensorBehind()
    {
        FinetuneOptions options = TinyClassifier.Augmented with { Precision = TrainingPrecision.Bf16, Accumulation = 2, ClipGrad = 1 };
        using FinetuneStep step = TinyClassifier.Step(options);
        using ImageBatch batch = TinyClassifier.Batches(options, 0, 1).Single();
        Leaks.None(() =>
        {
            for (int i = 0; i < 2; i++)
            {
                using Tensor loss = step.Forward(batch);
                step.Backward(loss);
            }
            using Tensor norm = step.Update(1e-3);
        });
    }

    [Fact, Trait("Kind", "Unit")]
    public void ClassificationLoss_HandWorkedLogits_AgreesWithTheFormulas()
    {
        Tensor logits = tensor(new float[,] { { 1, 0, 2 }, { 0, 3, 0 } });
        Tensor labels = tensor(new long[] { 2, 0 });
        double z0 = Math.Log(Math.E + 1 + Math.Exp(2));
        double z1 = Math.Log(2 + Math.Exp(3));
        double plain = ((z0 - 2) + z1) / 2;
        double uniform = ((z0 - 1) + (z1 - 1)) / 2;
        Assert.Equal(plain, ClassificationLoss.OfLabels(logits, labels, 0).item<float>(), 1e-6);
        Assert.Equal(0.9 * plain + 0.1 * uniform, ClassificationLoss.OfLabels(logits, labels, 0.1).item<float>(), 1e-6);
        Tensor targets = SoftTargets.OneHot(labels, 3, 0.1);
        Assert.Equal(0.9 * plain + 0.1 * uniform, ClassificationLoss.OfDistributions(logits, targets).item<float>(), 1e-6);
    }

    private static float[] Gradients(FinetuneOptions options, int batches)
    {
        using FinetuneStep step = TinyClassifier.Step(options);
        using (no_grad())
            step.Parameters["head.weight"].View(step.Parameters.Weights).mul_(1e4);          // gradients reach the blocks
        foreach (ImageBatch read in TinyClassifier.Batches(options, 0, batches))
        {
            using ImageBatch batch = read;
            step.Backward(step.Forward(batch));
        }
        return step.Parameters.Gradients.data<float>().ToArray();
    }

    private static float[] Train(FinetuneStep step, FinetuneOptions options, int first, int end)
    {
        var losses = new List<float>();
        foreach (ImageBatch read in TinyClassifier.Batches(options, first, end))
        {
            using var scope = NewDisposeScope();
            using ImageBatch batch = read;
            Tensor loss = step.Forward(batch);
            losses.Add(loss.item<float>());
            step.Backward(loss);
            step.Update(options.LearningRate!.Value);
        }
        return [.. losses];
    }
}
