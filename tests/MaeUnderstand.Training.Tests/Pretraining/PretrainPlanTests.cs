using MaeUnderstand.Training.Pretraining;

namespace MaeUnderstand.Training.Tests.Pretraining;

public sealed class PretrainPlanTests
{
    private static readonly PretrainOptions Options = new() { BatchSize = 8, Epochs = 10, WarmupEpochs = 2 };

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_ShortLastBatch_LeavesItOut()
    {
        var plan = new PretrainPlan(Options, imageCount: 47);
        Assert.Equal((5L, 50L, 8), (plan.BatchesPerEpoch, plan.TotalSteps, plan.EffectiveBatchSize));
        Assert.Equal(2.2, plan.EpochAt(11));
        Assert.Equal(11, plan.FirstBatchOf(11));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_Accumulation_TakesSeveralBatchesAStep()
    {
        var plan = new PretrainPlan(Options with { Accumulation = 2 }, imageCount: 40);
        Assert.Equal((5L, 25L, 16), (plan.BatchesPerEpoch, plan.TotalSteps, plan.EffectiveBatchSize));
        Assert.Equal(1.2, plan.EpochAt(3));
        Assert.Equal(6, plan.FirstBatchOf(3));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_Steps_ReplaceTheEpochsInTheScheduleToo()
    {
        var plan = new PretrainPlan(Options with { Steps = 30, Accumulation = 2 }, imageCount: 40);
        Assert.Equal(30, plan.TotalSteps);
        Assert.Equal(12, plan.Schedule.Epochs);                              // 60 batches of 5 an epoch
        Assert.Equal(0, plan.Schedule.At(plan.EpochAt(30)), 1e-15);
        Assert.Equal(10, new PretrainPlan(Options, imageCount: 40).Schedule.Epochs);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_LearningRate_IsTheBasesPer256Images()
    {
        PretrainOptions options = Options with { BaseLearningRate = 0.01, Accumulation = 4, MinLearningRate = 1e-5 };
        Assert.Equal(new LearningRateSchedule(0.01 * 32 / 256, 1e-5, 2, 10), new PretrainPlan(options, 40).Schedule);
        Assert.Equal(0.5, new PretrainPlan(options with { LearningRate = 0.5 }, 40).Schedule.Peak);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1, 100)]                                                     // 20 epochs of 5 batches
    [InlineData(2, 50)]
    [InlineData(3, 33)]
    public void SaveEvery_Default_IsTwentyEpochs(int accumulation, long expected) =>
        Assert.Equal(expected, new PretrainPlan(Options with { Accumulation = accumulation }, 40).SaveEvery);

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0)]
    [InlineData(7)]
    public void SaveEvery_Given_IsTaken(long steps) =>
        Assert.Equal(steps, new PretrainPlan(Options with { SaveEvery = steps }, 40).SaveEvery);

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1, 7, "--batch-size 8 x --accumulation 1 needs 8 images a step, but the data set holds 7; use a smaller --batch-size.")]
    [InlineData(3, 23, "--batch-size 8 x --accumulation 3 needs 24 images a step, but the data set holds 23; use a smaller --batch-size.")]
    public void Ctor_DataSetSmallerThanAStep_SaysBothSizes(int accumulation, int imageCount, string message)
    {
        InvalidDataException fault = Assert.Throws<InvalidDataException>(
            () => new PretrainPlan(Options with { Accumulation = accumulation }, imageCount));
        Assert.Equal(message, fault.Message);
        Assert.Equal(1, new PretrainPlan(Options with { Accumulation = accumulation, Steps = 1 }, 8 * accumulation).TotalSteps);
    }
}
