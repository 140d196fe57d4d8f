using MaeUnderstand.Theory.Prediction;

namespace MaeUnderstand.Theory.Tests.Prediction;

[Trait("Kind", "Unit")]
public sealed class SeededMeanTests
{
    // From tables of the t distribution.
    [Theory]
    [InlineData(0.05, 1, 12.706), InlineData(0.05, 2, 4.303), InlineData(0.05, 3, 3.182), InlineData(0.05, 4, 2.776)]
    [InlineData(0.01, 4, 4.604), InlineData(0.001, 9, 4.781), InlineData(0.05, 30, 2.042), InlineData(0.05, double.PositiveInfinity, 1.960)]
    [InlineData(0.002, 4, 7.173), InlineData(0.5, 10, 0.700)]
    public void TwoSided_TableValue_IsFound(double outside, double freedom, double expected) =>
        Assert.Equal(expected, StudentT.TwoSided(outside, freedom), tolerance: 0.002 * expected);

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
