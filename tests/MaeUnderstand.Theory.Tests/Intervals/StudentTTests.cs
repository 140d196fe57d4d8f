using MaeUnderstand.Theory.Intervals;

namespace MaeUnderstand.Theory.Tests.Intervals;

[Trait("Kind", "Unit")]
public sealed class StudentTTests
{
    // From tables of the t distribution.
    [Theory]
    [InlineData(0.05, 1, 12.706), InlineData(0.05, 2, 4.303), InlineData(0.05, 3, 3.182), InlineData(0.05, 4, 2.776)]
    [InlineData(0.01, 4, 4.604), InlineData(0.001, 9, 4.781), InlineData(0.05, 30, 2.042), InlineData(0.05, double.PositiveInfinity, 1.960)]
    [InlineData(0.002, 4, 7.173), InlineData(0.5, 10, 0.700)]
    public void TwoSided_TableValue_IsFound(double outside, double freedom, double expected) =>
        Assert.Equal(expected, StudentT.TwoSided(outside, freedom), tolerance: 0.002 * expected);

    [Fact]
    public void HalfWidth_ThreeValues_IsTheirStandardErrorTimesT() =>
        Assert.Equal(4.3027 * 2 / Math.Sqrt(3), StudentT.HalfWidth([1, 3, 5]), tolerance: 1e-3);

    [Fact]
    public void HalfWidth_OneValue_IsRefused()
    {
        var fault = Assert.Throws<ArgumentException>(() => StudentT.HalfWidth([1]));
        Assert.Equal("An interval needs two observations, not 1. (Parameter 'values')", fault.Message);
    }
}
