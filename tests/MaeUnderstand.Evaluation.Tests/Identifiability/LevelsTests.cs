using MaeUnderstand.Evaluation.Identifiability;
using MaeUnderstand.Evaluation.Identifiability.Levels;
using MaeUnderstand.Theory.Images;
using MaeUnderstand.Training.Pretraining;

namespace MaeUnderstand.Evaluation.Tests.Identifiability;

[Trait("Kind", "Unit")]
public sealed class LevelsTests
{
    private static readonly int[] Levels = [3, 1];

    [Fact]
    public void Interval_ThreeValues_IsStudents()
    {
        SeedInterval interval = SeedInterval.Of([1, 2, 3]);

        Assert.Equal(2, interval.Mean);
        Assert.Equal(2 - 4.3027 / Math.Sqrt(3), interval.Low, 1e-3);
        Assert.Equal(2 + 4.3027 / Math.Sqrt(3), interval.High, 1e-3);
        Assert.Equal(new SeedInterval(5, 5, 5, 1), SeedInterval.Of([5]));
    }

    [Fact]
    public void MeanOf_NegativeScores_CountAsNone()
    {
        CellResult cell = Cell(0.5, 1, 0, top: 0.8, bottom: -3);

        Assert.Equal(0.8, cell.MeanOf(3));
        Assert.Equal(0, cell.MeanOf(1));
    }

    [Theory]
    [InlineData(0.5, 2, true), InlineData(0.125, 2, true), InlineData(0.1, 2, false), InlineData(0.9, 4, false), InlineData(0.9, 1, true)]
    [InlineData(0.5, 3, false)]
    public void Plan_Masks_HaveWholeUnitsWhereTheRatioAllows(double ratio, int unit, bool isWhole) =>
        Assert.Equal(isWhole, new LevelsPlan(new LevelsOptions()).HasWholeUnits(ratio, unit));

    [Fact]
    public void Plan_Quick_TrainsModelsThatDifferInMaskAndSeedOnly()
    {
        var plan = new LevelsPlan(new LevelsOptions { Ratios = ".25,.75", Units = "1,2", Seeds = 2, Steps = 40, Patch = 8 });

        Assert.Equal(8, plan.Cells.Count);
        PretrainOptions one = plan.TrainingOf(plan.Cells[0]);
        PretrainOptions other = plan.TrainingOf(plan.Cells[^1]);
        Assert.Equal((0.25, 8, 0L), (one.MaskRatio, one.MaskPatch!.Value, one.Seed));
        Assert.Equal((0.75, 16, 1L), (other.MaskRatio, other.MaskPatch!.Value, other.Seed));
        Assert.Equal(one, other with { MaskRatio = one.MaskRatio, MaskPatch = one.MaskPatch, Seed = one.Seed });
        Assert.Equal(Augmentation.None, one.Augment);
    }

    [Theory]
    [InlineData(0.5, 0.1, TrendVerdict.Seen)]
    [InlineData(0.1, 0.5, TrendVerdict.Contradicted)]
    public void Trends_SteadySeeds_AreSeenOrContradicted(double middle, double ends, TrendVerdict verdict)
    {
        LevelsTrend trend = RiseAndFall((ratio, seed) => (ratio is 0.1 or 0.9 ? ends : middle) + 0.01 * seed);

        Assert.Equal(verdict, trend.Verdict);
        Assert.Equal(["mean of ratios 0.5 − ratio 0.1", "mean of ratios 0.5 − ratio 0.9"], trend.Differences.Select(item => item.Name));
        Assert.Equal(middle - ends, trend.Differences[0].Value.Mean, 1e-9);
    }

    [Fact]
    public void Trends_SeedsThatDisagree_AreUndecided() =>
        Assert.Equal(TrendVerdict.Undecided, RiseAndFall((ratio, seed) => ratio == 0.5 ? 0.3 + 0.3 * seed : 0.29).Verdict);

    [Fact]
    public void Trends_OneEndHigher_AreNotSeen() =>
        Assert.Equal(TrendVerdict.NotSeen, RiseAndFall((ratio, seed) => ratio == 0.9 ? 0.5 + 0.3 * seed : ratio).Verdict);

    [Fact]
    public void Prediction_UnitsOfOneTokenOrMore_DetermineTheSceneAndFewerSurfaces()
    {
        var prediction = new ScenePrediction(new ImageWorld(3, seed: 0), scenes: 60, gridSize: 8, seed: 0);

        (double[] fine, _) = prediction.Of(0.5, unit: 1, Levels);
        (double[] coarse, _) = prediction.Of(0.5, unit: 4, Levels);
        (double[] again, _) = new ScenePrediction(new ImageWorld(3, seed: 0), scenes: 60, gridSize: 8, seed: 0).Of(0.5, unit: 1, Levels);

        Assert.Equal(1, fine[0]);
        Assert.InRange(coarse[1], 0.2, fine[1] - 0.05);
        Assert.Equal(fine, again);
    }

    [Fact]
    public void Problems_EveryFault_HasItsLine() => Assert.Equal(
    [
        "--resume goes on with a grid: say which, with --output.",
        "--ratios must be up to 1000 numbers, or ranges such as .1:.9:.1, with commas between, but is 'x'.",
        "--units must be whole numbers of at least 1 with commas between, but is '0'.",
        "--seeds must be at least 1, but is 0.",
        "--steps must be at least 1, but is 0.",
        "--model must be one of vit-micro, vit-tiny, vit-small, vit-base, vit-large, vit-huge, but is 'mae'.",
        "--probe-images must be at least 100, but is 9.",
        "--test-images must be at least 100, but is 9.",
        "--prediction-scenes must be at least 2, but is 1.",
    ],
    new LevelsOptions
    {
        Resume = true, Ratios = "x", Units = "0", Seeds = 0, Steps = 0, Model = "mae", ProbeImages = 9, TestImages = 9, PredictionScenes = 1,
    }.Problems());

    [Theory]
    [InlineData("0,.5", "1", 4, "--ratios must lie above 0 and below 1, but are '0,.5'.")]
    [InlineData(".5", "9", 4, "--units must be at most the tokens along a side (8), but are '9'.")]
    [InlineData(".5", "1", 3, "--regions must divide the tokens along a side (8), but is 3.")]
    public void Problems_OneFault_IsTheOnlyLine(string ratios, string units, int regions, string message) =>
        Assert.Equal([message], new LevelsOptions { Ratios = ratios, Units = units, Regions = regions }.Problems());

    private static LevelsTrend RiseAndFall(Func<double, int, double> top)
    {
        var plan = new LevelsPlan(new LevelsOptions { Ratios = ".1,.5,.9", Units = "1", Seeds = 3 });
        CellResult[] results = [.. plan.Cells.Select(cell => Cell(cell.Ratio, cell.Unit, cell.Seed, top(cell.Ratio, (int)cell.Seed), 0.2))];
        return LevelsTrends.Of(plan, results, Levels)[0];
    }

    private static CellResult Cell(double ratio, int unit, long seed, double top, double bottom) => new()
    {
        Recipe = "",
        Ratio = ratio,
        Unit = unit,
        Seed = seed,
        Scores = [new("class", 3, LatentKind.Discrete, top), new("hue", 1, LatentKind.Continuous, bottom)],
    };
}
