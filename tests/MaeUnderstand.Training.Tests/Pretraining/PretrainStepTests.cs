using MaeUnderstand.Data;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Checkpoints;
using MaeUnderstand.Training.Pretraining;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Tests.Pretraining;

public sealed class PretrainStepTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact, Trait("Kind", "Unit")]
    public void Backward_TwoHalfBatches_GiveTheGradientOfOne()
    {
        float[] whole = Gradients(TinyRun.Options, batches: 1, out double wholeLoss);
        float[] halves = Gradients(TinyRun.Options with { BatchSize = 2, Accumulation = 2 }, batches: 2, out double halvesLoss);
        float largest = whole.Max(Math.Abs);
        Assert.True(largest > 1e-3f, $"The largest gradient is {largest}.");
        Assert.All(whole.Zip(halves), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * largest));   // float32, summed in another order
        Assert.Equal(wholeLoss, halvesLoss / 2, 1e-5);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Update_Clipping_ScalesTheGradientToTheNorm()
    {
        using var step = new PretrainStep(TinyRun.Plan(TinyRun.Options with { ClipGrad = 0.01 }), CPU);
        TrainOn(step, TinyRun.Options, 0, 1);
        double before = step.Parameters.Gradients.norm().item<float>();
        Assert.True(before > 0.1, $"The norm is {before}.");
        Assert.Equal(before, step.Update(1e-3).item<float>(), 1e-6 * before);
        Assert.Equal((1 - 0.9) * 0.01, step.Optimizer.Means.norm().item<float>(), 1e-6);     // the first moment after one step
        Assert.Equal(0, step.Parameters.Gradients.abs().max().item<float>());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Update_NoClipping_TakesTheWholeGradient()
    {
        using var step = new PretrainStep(TinyRun.Plan(TinyRun.Options), CPU);
        TrainOn(step, TinyRun.Options, 0, 1);
        double norm = step.Update(1e-3).item<float>();
        Assert.Equal(0.1 * norm, step.Optimizer.Means.norm().item<float>(), 1e-5 * norm);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Forward_SameImagesInAnotherEpoch_GetOtherMasks()
    {
        using var step = new PretrainStep(TinyRun.Plan(TinyRun.Options with { SyntheticImages = 4 }), CPU);
        using var sameMasks = new PretrainStep(TinyRun.Plan(TinyRun.Options with { SyntheticImages = 4 }), CPU);
        using var otherSeed = new PretrainStep(TinyRun.Plan(TinyRun.Options with { SyntheticImages = 4, Seed = 8 }), CPU);
        otherSeed.Parameters.Weights.copy_(step.Parameters.Weights);
        ImageBatch batch = Batches(TinyRun.Options with { SyntheticImages = 4 }, 0, 1).Single();
        float loss = step.Forward(batch).item<float>();
        Assert.Equal(loss, sameMasks.Forward(batch).item<float>());
        Assert.NotEqual(loss, otherSeed.Forward(batch).item<float>());
        batch.Dispose();
    }

    [Fact, Trait("Kind", "Unit")]
    public void TrainingState_WrittenAndRead_GivesTheSameNextLossesBitForBit()
    {
        using var step = new PretrainStep(TinyRun.Plan(TinyRun.Options), CPU);
        Train(step, 0, 2);
        TrainingState.Write(folder.FullName, step.Model, step.Parameters, step.Optimizer, Identity(TinyRun.Options), Setbacks.None);
        using var restored = new PretrainStep(TinyRun.Plan(TinyRun.Options), CPU);
        TrainingState.Read(folder.FullName, restored.Model, restored.Parameters, restored.Optimizer, Identity(TinyRun.Options));
        Assert.Equal(2, restored.Optimizer.StepCount);
        float[] expected = Train(step, 2, 5);
        Assert.Equal(expected, Train(restored, 2, 5));
        Assert.Equal(3, expected.Distinct().Count());
        Assert.Equal(step.Parameters.Weights.data<float>().ToArray(), restored.Parameters.Weights.data<float>().ToArray());
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("seed", "--seed 7, not 8")]
    [InlineData("batch", "--batch-size 4, not 2; --accumulation 1, not 2")]
    [InlineData("images", "image count 16, not 20")]
    [InlineData("augment", "--augment crop, not none")]
    [InlineData("mask", "--mask-ratio 0.5, not 0.75; --mask-sampler uniform, not grid")]
    [InlineData("target", "--norm-pix-loss True, not False")]
    [InlineData("heads", "--decoder-heads 2, not 4")]
    public void TrainingState_OtherRun_NamesEveryDifference(string what, string differences)
    {
        PretrainOptions original = TinyRun.Options with { BatchSize = 4, SyntheticImages = 16, MaskRatio = 0.5, DecoderHeads = 2 };
        PretrainOptions changed = what switch
        {
            "seed" => original with { Seed = 8 },
            "batch" => original with { BatchSize = 2, Accumulation = 2 },
            "images" => original with { SyntheticImages = 20 },
            "augment" => original with { Augment = Augmentation.None },
            "mask" => original with { MaskRatio = 0.75, MaskSampler = "grid" },
            "target" => original with { NormPixLoss = false },
            _ => original with { DecoderHeads = 4 },
        };
        using PretrainStep step = Written(original);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(
            () => TrainingState.Read(folder.FullName, step.Model, step.Parameters, step.Optimizer, Identity(changed)));
        Assert.Equal($"'{folder["training.safetensors"]}' is of a run with {differences}: going on would not repeat that run. " +
            "Give the same options, or start anew in another --output.", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void TrainingState_OtherImageSize_NamesTheFirstTensorAndBothShapes()
    {
        Written(TinyRun.Options).Dispose();
        AssertRefused(TinyRun.Options with { ImageSize = 32 }, "decoder_pos_embed [1, 5, 32], the model needs [1, 17, 32]. " +
            "Was it trained with another --image-size or --patch?");
    }

    [Fact, Trait("Kind", "Unit")]
    public void TrainingState_OtherDecoder_NamesTheFirstTensorAndBothShapes()
    {
        Written(TinyRun.Options).Dispose();
        AssertRefused(TinyRun.Options with { DecoderWidth = 64 }, "mask_token [1, 1, 32], the model needs [1, 1, 64]. " +
            "Was it trained as another --model, or with another --patch or decoder?");
    }

    [Fact, Trait("Kind", "Unit")]
    public void TrainingState_WeightsAlone_AreRefused()
    {
        using PretrainStep step = Written(TinyRun.Options);
        File.Delete(folder["training.safetensors"]);
        FileNotFoundException fault = Assert.Throws<FileNotFoundException>(
            () => TrainingState.Read(folder.FullName, step.Model, step.Parameters, step.Optimizer, Identity(TinyRun.Options)));
        Assert.Equal($"'{folder.FullName}' holds no training.safetensors, so no training can go on from it.", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void TrainingState_WithoutItsMetadata_IsRefused()
    {
        using PretrainStep step = Written(TinyRun.Options);
        File.Copy(folder["model.safetensors"], folder["training.safetensors"], overwrite: true);
        File.Delete(folder["SHA256SUMS"]);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(
            () => TrainingState.Read(folder.FullName, step.Model, step.Parameters, step.Optimizer, Identity(TinyRun.Options)));
        Assert.Equal(
            $"'{folder["training.safetensors"]}' does not say which run it is of: it is no training state.", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void StepAndCheckpoint_Repeated_LeaveNoTensorBehind()
    {
        PretrainOptions options = TinyRun.Options with { BatchSize = 2, Accumulation = 2, ClipGrad = 1 };
        using var step = new PretrainStep(TinyRun.Plan(options), CPU);
        Leaks.None(() =>
        {
            foreach (ImageBatch batch in Batches(options, 0, 2))
            {
                using Tensor loss = step.Forward(batch);
                step.Backward(loss);
                batch.Dispose();
            }
            using Tensor norm = step.Update(1e-3);
            TrainingState.Write(folder.FullName, step.Model, step.Parameters, step.Optimizer, Identity(options), Setbacks.None);
            TrainingState.Read(folder.FullName, step.Model, step.Parameters, step.Optimizer, Identity(options));
        });
    }

    private static RunIdentity Identity(PretrainOptions options) => RunIdentity.Of(TinyRun.Plan(options), TrainingPrecision.Fp32);

    private static IEnumerable<ImageBatch> Batches(PretrainOptions options, long first, long end) =>
        TrainingLoader.Create(TinyRun.Plan(options), TinyRun.Source(options), CPU, onBadImage: null).Read(first, end);

    private static float[] TrainOn(PretrainStep step, PretrainOptions options, long first, long end)
    {
        var losses = new List<float>();
        foreach (ImageBatch batch in Batches(options, first, end))
        {
            Tensor loss = step.Forward(batch);
            step.Backward(loss);
            losses.Add(loss.item<float>());
            batch.Dispose();
        }
        return [.. losses];
    }

    private static float[] Train(PretrainStep step, long first, long end)
    {
        var losses = new List<float>();
        for (long batch = first; batch < end; batch++)
        {
            losses.AddRange(TrainOn(step, TinyRun.Options, batch, batch + 1));
            step.Update(1e-2);
        }
        return [.. losses];
    }

    private static float[] Gradients(PretrainOptions options, int batches, out double lossSum)
    {
        using var step = new PretrainStep(TinyRun.Plan(options), CPU);
        lossSum = TrainOn(step, options, 0, batches).Sum(loss => (double)loss);
        return step.Parameters.Gradients.data<float>().ToArray();
    }

    private PretrainStep Written(PretrainOptions options)
    {
        var step = new PretrainStep(TinyRun.Plan(options), CPU);
        TrainingState.Write(folder.FullName, step.Model, step.Parameters, step.Optimizer, Identity(options), Setbacks.None);
        return step;
    }

    private void AssertRefused(PretrainOptions options, string end)
    {
        using var step = new PretrainStep(TinyRun.Plan(options), CPU);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(
            () => TrainingState.Read(folder.FullName, step.Model, step.Parameters, step.Optimizer, Identity(options)));
        Assert.Equal($"'{folder["model.safetensors"]}' has {end}", fault.Message);
    }
}
