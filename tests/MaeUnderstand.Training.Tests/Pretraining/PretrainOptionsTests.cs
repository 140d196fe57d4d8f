using MaeUnderstand.Masking;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Training.Pretraining;

namespace MaeUnderstand.Training.Tests.Pretraining;

public sealed class PretrainOptionsTests
{
    private static readonly PretrainOptions Good = new();

    public static TheoryData<PretrainOptions, string> ModelRules() => new()
    {
        {
            Good with { Model = "vit-giant" },
            "--model must be one of vit-micro, vit-tiny, vit-small, vit-base, vit-large, vit-huge, but is 'vit-giant'."
        },
        { Good with { ImageSize = 0 }, "--image-size must be at least 1 pixel, but is 0." },
        { Good with { ImageSize = 100 }, "--image-size 100 is not a multiple of --patch 16; the nearest are 96 and 112." },
        { Good with { Patch = 0 }, "--patch must be at least 1 pixel, but is 0." },
        { Good with { DecoderDepth = 0 }, "The decoder needs at least 1 block, but its depth is 0." },
        { Good with { DecoderHeads = 0 }, "The decoder needs at least 1 head, but has 0." },
        { Good with { DecoderHeads = 5 }, "The decoder's width 512 is not divisible by its 5 heads." },
        {
            Good with { DecoderWidth = 6, DecoderHeads = 2 },
            "The decoder's width must be a multiple of 4 (for the sin-cos position embedding), but is 6."
        },
        { Good with { MaskSampler = "checker" }, "--mask-sampler must be one of block, grid, uniform, but is 'checker'." },
        { Good with { MaskPatch = 24 }, "--mask-patch must be a multiple of the ViT patch (16), but is 24." },
        { Good with { MaskPatch = 240 }, "--mask-patch 240 is larger than the image (224)." },
        { Good with { MaskRatio = 0 }, "--mask-ratio must be above 0 and below 1, but is 0." },
        { Good with { MaskRatio = 1 }, "--mask-ratio must be above 0 and below 1, but is 1." },
        { Good with { MaskRatio = double.NaN }, "--mask-ratio must be above 0 and below 1, but is NaN." },
        { Good with { MaskRatio = 0.999 }, "--mask-ratio 0.999 leaves none of 196 tokens visible; lower it, or use a smaller --patch." },
        { Good with { MaskRatio = 1e-17 }, "--mask-ratio 1E-17 removes none of 196 tokens, so there is nothing to predict; raise it." },
    };

    public static TheoryData<PretrainOptions, string> RecipeRules() => new()
    {
        { Good with { BatchSize = 0 }, "--batch-size must be at least 1, but is 0." },
        { Good with { Accumulation = 0 }, "--accumulation must be at least 1, but is 0." },
        { Good with { Epochs = 0 }, "--epochs must be at least 1, but is 0." },
        { Good with { Steps = 0 }, "--steps must be at least 1, but is 0." },
        { Good with { BaseLearningRate = 0 }, "--blr must be above 0, but is 0." },
        { Good with { BaseLearningRate = double.NaN }, "--blr must be above 0, but is NaN." },
        { Good with { BaseLearningRate = double.PositiveInfinity }, "--blr must be above 0, but is Infinity." },
        { Good with { LearningRate = -1 }, "--lr must be above 0, but is -1." },
        { Good with { LearningRate = double.NaN }, "--lr must be above 0, but is NaN." },
        { Good with { MinLearningRate = -0.5 }, "--min-lr must be at least 0, but is -0.5." },
        { Good with { MinLearningRate = double.NaN }, "--min-lr must be at least 0, but is NaN." },
        { Good with { WarmupEpochs = -1 }, "--warmup-epochs must be at least 0, but is -1." },
        { Good with { WarmupEpochs = double.PositiveInfinity }, "--warmup-epochs must be at least 0, but is Infinity." },
        { Good with { ClipGrad = double.PositiveInfinity }, "--clip-grad must be a number above 0, but is Infinity." },
        { Good with { WeightDecay = -0.1 }, "--weight-decay must be at least 0, but is -0.1." },
        { Good with { WeightDecay = double.NaN }, "--weight-decay must be at least 0, but is NaN." },
        { Good with { Beta1 = 1 }, "--beta1 must be at least 0 and below 1, but is 1." },
        { Good with { Beta1 = -0.1 }, "--beta1 must be at least 0 and below 1, but is -0.1." },
        { Good with { Beta2 = 1.5 }, "--beta2 must be at least 0 and below 1, but is 1.5." },
        { Good with { Beta2 = double.NaN }, "--beta2 must be at least 0 and below 1, but is NaN." },
        { Good with { ClipGrad = 0 }, "--clip-grad must be a number above 0, but is 0." },
        { Good with { ClipGrad = double.NaN }, "--clip-grad must be a number above 0, but is NaN." },
    };

    public static TheoryData<PretrainOptions, string> RunRules() => new()
    {
        { Good with { Data = " " }, "--data names no folder; leave it out for synthetic images." },
        { Good with { SyntheticImages = 0 }, "--synthetic-images must be at least 1, but is 0." },
        { Good with { Device = "gpu" }, "--device must be auto, cpu, cuda or cuda:N, but is 'gpu'." },
        { Good with { Workers = -1 }, "--workers must be between 0 and 1024, but is -1." },
        { Good with { ImageSize = 4, Patch = 2 }, "--image-size of synthetic images must be between 8 and 4096, but is 4." },
        { Good with { Output = " " }, "--output names no folder; leave it out for one under runs/." },
        { Good with { Threads = 0 }, "--threads must be at least 1, but is 0." },
        { Good with { SaveEvery = -1 }, "--save-every must be at least 0, but is -1." },
        { Good with { SaveMinutes = 0 }, "--save-minutes must be above 0 and below 1000000, but is 0." },
        { Good with { SaveMinutes = double.NaN }, "--save-minutes must be above 0 and below 1000000, but is NaN." },
        { Good with { Keep = 0 }, "--keep must be at least 1, but is 0." },
        {
            Good with { OnNonFinite = OnNonFinite.Rollback, SaveEvery = 0 },
            "--on-nonfinite rollback goes back to the checkpoints of --save-every, which must not be 0."
        },
        { Good with { RollbackSteps = -1 }, "--rollback-steps must be at least 0, but is -1." },
        { Good with { RollbackRate = 0 }, "--rollback-lr must be above 0 and at most 1, but is 0." },
        { Good with { RollbackRate = double.NaN }, "--rollback-lr must be above 0 and at most 1, but is NaN." },
        { Good with { RollbackLimit = 0 }, "--rollback-limit must be at least 1, but is 0." },
        { Good with { LogEvery = 0 }, "--log-every must be between 1 and 10000, but is 0." },
        { Good with { SampleEvery = -1 }, "--sample-every must be at least 0, but is -1." },
        { Good with { MaxBadFraction = 1.01 }, "--max-bad-fraction must be between 0 and 1, but is 1.01." },
        { Good with { MaxBadFraction = double.NaN }, "--max-bad-fraction must be between 0 and 1, but is NaN." },
    };

    [Fact, Trait("Kind", "Unit")]
    public void Problems_Defaults_AreNone() => Assert.Empty(Good.Problems());

    [Theory, Trait("Kind", "Unit")]
    [MemberData(nameof(ModelRules))]
    [MemberData(nameof(RecipeRules))]
    [MemberData(nameof(RunRules))]
    public void Problems_OneFault_IsToldAlone(PretrainOptions options, string message) => Assert.Equal([message], options.Problems());

    [Fact, Trait("Kind", "Unit")]
    public void Problems_BordersOfTheRules_AreAllowed() => Assert.Empty((Good with
    {
        BatchSize = 1, Epochs = 1, Steps = 1, MinLearningRate = 0, WarmupEpochs = 0, WeightDecay = 0, Beta1 = 0, Beta2 = 0,
        ClipGrad = double.Epsilon, SyntheticImages = 1, Workers = 0, Threads = 1, SaveEvery = 0, LogEvery = 1, SampleEvery = 0,
        MaxBadFraction = 1, MaskPatch = 224, Keep = 1, SaveMinutes = 0.001, RollbackSteps = 0, RollbackRate = 1, RollbackLimit = 1,
    }).Problems());

    [Fact, Trait("Kind", "Unit")]
    public void Problems_FaultsOfEveryKind_AreAllTold() => Assert.Equal(
        [
            "--mask-ratio must be above 0 and below 1, but is 1.",
            "--batch-size must be at least 1, but is 0.",
            "--log-every must be between 1 and 10000, but is 0.",
        ],
        (Good with { MaskRatio = 1, BatchSize = 0, LogEvery = 0 }).Problems());

    [Fact, Trait("Kind", "Unit")]
    public void Defaults_Recipe_IsThePapers()
    {
        Assert.Equal((1.5e-4, 800, 40.0, 0.75, true, 0.0),
            (Good.BaseLearningRate, Good.Epochs, Good.WarmupEpochs, Good.MaskRatio, Good.NormPixLoss, Good.MinLearningRate));
        Assert.Equal(new AdamWOptions { Beta1 = 0.9, Beta2 = 0.95, Epsilon = 1e-8, WeightDecay = 0.05 }, Good.AdamW);
        Assert.True(Good.IsSynthetic);
    }

    [Fact, Trait("Kind", "Unit")]
    public void ToMaeConfig_OwnDecoder_ReplacesThePresets()
    {
        Assert.Equal(DecoderConfig.Reference, Good.ToMaeConfig().Decoder);
        PretrainOptions own = Good with { Patch = 32, DecoderWidth = 128, DecoderDepth = 2, DecoderHeads = 4, NormPixLoss = false };
        MaeConfig config = own.ToMaeConfig();
        Assert.Equal(new DecoderConfig { Width = 128, Depth = 2, Heads = 4 }, config.Decoder);
        Assert.Equal((32, 768, false), (config.Encoder.PatchSize, config.Encoder.Width, config.NormPixLoss));
    }

    [Fact, Trait("Kind", "Unit")]
    public void ToMaskConfig_NoMaskPatch_TakesTheViTPatch()
    {
        Assert.Equal(new MaskConfig { Sampler = "uniform", Ratio = 0.75, PatchSize = 16 }, Good.ToMaskConfig());
        Assert.Equal(14, (Good with { Model = "vit-huge" }).ToMaskConfig().PatchSize);
        Assert.Equal(8, (Good with { Patch = 8 }).ToMaskConfig().PatchSize);
        Assert.Equal(64, (Good with { Patch = 8, MaskPatch = 64 }).ToMaskConfig().PatchSize);
    }
}
