using MaeUnderstand.Theory.Prediction;

namespace MaeUnderstand.Theory.Tests.Prediction;

[Trait("Kind", "Unit")]
public sealed class SeededMeanTests
{
    [Fact]
    public void Estimate_OneHierarchy_TakesTheErrorOfTheMasks()
    {
        Estimate estimate = new SeededMean([2], 0.1, 1).Estimate;
        Assert.Equal((2, 1.804, 2.196), (estimate.Mean, Math.Round(estimate.Low, 3), Math.Round(estimate.High, 3)));
    }

    [Fact]
    public void Estimate_SeveralHierarchies_TakesTheirSpread()
    {
        Estimate estimate = new SeededMean([1, 2, 3], 0.001, 1).Estimate;
        Assert.Equal((2, -0.484), (estimate.Mean, Math.Round(estimate.Low, 3)));       // 4.303 · 1 / √3
    }

    [Fact]
    public void Minus_SameHierarchies_CancelsTheirSpread()
    {
        Estimate estimate = new SeededMean([1, 2, 3], 0.1, 1).Minus(new SeededMean([0.5, 1.4, 2.6], 0.1, 1));
        Assert.Equal((0.5, 0.252), (Math.Round(estimate.Mean, 3), Math.Round(estimate.Low, 3)));
    }

    [Fact]
    public void Estimate_HierarchyWithoutLevel_IsLeftOut()
    {
        SeededMean mean = new([double.NaN, 2], 0, 1);
        Assert.Equal(new Estimate(2, 2, 2), mean.Estimate);
        Assert.True(double.IsNaN(new SeededMean([double.NaN], 0, 0).Estimate.Low));
    }
}
