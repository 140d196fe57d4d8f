using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Runs;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Tests.Probing;

public sealed class CachedProbeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FeatureStore train;
    private readonly FeatureStore validation;

    public CachedProbeTests()
    {
        train = Make("train", 300, seed: 1);
        validation = Make("val", 100, seed: 2);
    }

    private static HeadRecipe Recipe => new()
    {
        Epochs = 40, WarmupEpochs = 4, EffectiveBatch = 32, BatchSize = 16, BaseLearningRates = [1e-6, 20],
    };

    public void Dispose()
    {
        train.Dispose();
        validation.Dispose();
        folder.Dispose();
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(false), InlineData(true)]
    public void Run_SeparableClusters_FindsTheRateThatLearns(bool isBf16)
    {
        var epochs = new List<EpochProgress>();
        HeadResult result = new CachedProbe(Recipe, train, validation, CPU, isBf16 ? bfloat16 : float32, folder.FullName)
            .Run([], epochs.Add, CancellationToken.None);
        Assert.Equal(20, result.BaseLearningRate);
        Assert.InRange(result.Last.Top1, 0.97, 1);
        Assert.Equal(epochs.Max(epoch => epoch.Top1), result.BestTop1);
        Assert.Equal(Enumerable.Range(1, 40), epochs.Select(epoch => epoch.Epoch));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_OfAGridAndAlone_GivesTheSame()
    {
        HeadResult grid = new CachedProbe(Recipe, train, validation, CPU, float32, folder.FullName).Run([], _ => { }, CancellationToken.None);
        HeadResult alone = new CachedProbe(Recipe with { BaseLearningRates = [20] }, train, validation, CPU, float32, folder.FullName)
            .Run([], _ => { }, CancellationToken.None);
        Assert.Equal(grid.Last.Top1, alone.Last.Top1);
        Assert.Equal(grid.Last.Loss, alone.Last.Loss, tolerance: 2e-3);            // products of other shapes round otherwise
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_RateThatDiverges_IsNotTaken()
    {
        HeadRecipe recipe = Recipe with { BaseLearningRates = [20, 1e38] };
        Assert.Equal(20, new CachedProbe(recipe, train, validation, CPU, float32, folder.FullName)
            .Run([], _ => { }, CancellationToken.None).BaseLearningRate);
        var error = Assert.Throws<TrainingFailedException>(() =>
            new CachedProbe(recipe with { BaseLearningRates = [1e38] }, train, validation, CPU, float32, folder.FullName)
                .Run([], _ => { }, CancellationToken.None));
        Assert.Matches("^The loss of the head is not a finite number after epoch [0-9]+ with any of the learning rates. " +
            "Give a lower --lr-grid.$", error.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_StepLargerThanTheData_SaysWhatToGive()
    {
        var error = Assert.Throws<InvalidDataException>(() =>
            new CachedProbe(Recipe with { EffectiveBatch = 512 }, train, validation, CPU, float32, folder.FullName));
        Assert.Equal("--effective-batch 512 is larger than the 300 training images: an epoch would have no step. " +
            "Give --effective-batch 64, for example.", error.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_Repeated_LeavesNoTensorBehind() => Leaks.None(() =>
        new CachedProbe(Recipe with { Epochs = 2 }, train, validation, CPU, bfloat16, folder.FullName)
            .Run([validation], _ => { }, CancellationToken.None));

    /// <summary>The rate that learns is the second; it reaches its highest top-1 before the last epoch, of which the loss differs.</summary>
    [Fact, Trait("Kind", "Unit")]
    public void Run_Grid_SavesTheChosenHeadAsOfItsLastAndItsBestEpoch()
    {
        HeadRecipe recipe = Recipe with { Epochs = 12, BaseLearningRates = [1e-6, 60], EffectiveBatch = 16 };
        var probe = new CachedProbe(recipe, train, validation, CPU, float32, folder.FullName);
        var epochs = new List<EpochProgress>();
        HeadResult result = probe.Run([train], epochs.Add, CancellationToken.None);
        Assert.Equal(60, result.BaseLearningRate);
        Assert.InRange(result.BestEpoch, 1, 11);

        ProbeScores ofLast = Saved(ProbeFiles.LastHead, out HeadState last);
        ProbeScores ofBest = Saved(ProbeFiles.BestHead, out HeadState best);
        Assert.Equal((result.Last.Top1, result.BestTop1), (ofLast.Top1, ofBest.Top1));
        Assert.Equal(result.Last.Loss, ofLast.Loss, tolerance: 1e-6);              // one head's products round otherwise than two's
        Assert.Equal(epochs[result.BestEpoch - 1].Loss, ofBest.Loss, tolerance: 1e-6);
        Assert.NotEqual(ofLast.Loss, ofBest.Loss, tolerance: 1e-3);
        int stepsPerEpoch = 300 / 16;
        Assert.Equal(new HeadState(12 * stepsPerEpoch, 0, result.BestTop1, result.BestEpoch), last);
        Assert.Equal(last with { Steps = result.BestEpoch * stepsPerEpoch }, best);
        Assert.InRange(Assert.Single(result.Others).Top1, 0.97, 1);

        ProbeScores Saved(string name, out HeadState state)
        {
            using ProbeHead head = new CachedProbe(recipe with { BaseLearningRates = [60] }, train, validation, CPU, float32, "").NewHead();
            state = HeadState.Read(folder[name], head, Identity);
            return HeadEvaluation.Evaluate(head, validation, CPU)[0];
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Head_OfCachedFeatures_IsNoneThatTheRecipeGoesOnWith()
    {
        HeadRecipe recipe = Recipe with { Epochs = 1, BaseLearningRates = [20], EffectiveBatch = 16 };
        var probe = new CachedProbe(recipe, train, validation, CPU, float32, folder.FullName);
        probe.Run([], _ => { }, CancellationToken.None);
        using ProbeHead head = probe.NewHead();
        var error = Assert.Throws<InvalidDataException>(() =>
            HeadState.Read(folder[ProbeFiles.LastHead], head, Identity with { Features = ProbeFeatures.Augmented }));
        Assert.Equal($"'{folder[ProbeFiles.LastHead]}' was trained with --features cached, not augmented: going on would not repeat " +
            "that probe. Give the same options, or start anew in another --output.", error.Message);
    }

    private ProbeIdentity Identity => new(
        train.Identity.Encoder, train.Identity.Data, Recipe.Seed, EffectiveBatch: 16, Recipe.BatchSize, Recipe.MinCrop, Recipe.IsFlipped,
        train.Identity.ClassNames, ProbeFeatures.Cached);

    private FeatureStore Make(string name, int count, int seed)
    {
        (Tensor features, int[] labels) = StoredFeatures.Clusters(count, 16, 5, seed);
        using (features)
            return StoredFeatures.Make(folder[name], features, labels, 5);
    }
}
