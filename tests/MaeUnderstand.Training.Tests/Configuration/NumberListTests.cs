using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Training.Tests.Configuration;

[Trait("Kind", "Unit")]
public sealed class NumberListTests
{
    [Theory]
    [InlineData(".75", new[] { 0.75 })]
    [InlineData("0.9, .1,.1", new[] { 0.1, 0.9 })]
    [InlineData(".05:.2:.05", new[] { 0.05, 0.1, 0.15, 0.2 })]
    [InlineData("1:2:.4,.5", new[] { 0.5, 1, 1.4, 1.8 })]
    public void Parse_NumbersAndRanges_GivesEachOnceAscending(string text, double[] numbers) =>
        Assert.Equal(numbers, NumberList.Parse(text));

    [Theory]
    [InlineData(""), InlineData("a"), InlineData(".1;.2"), InlineData("1:2"), InlineData("2:1:.1"), InlineData("0:1:0")]
    [InlineData("nan"), InlineData("0:1:1e-9")]
    public void Parse_NoList_GivesNull(string text) => Assert.Null(NumberList.Parse(text));

    [Fact]
    public void ParseWhole_OneWithAFraction_GivesNull()
    {
        Assert.Equal([1, 2, 3, 4], NumberList.ParseWhole("4,1:3:1"));
        Assert.Null(NumberList.ParseWhole("1,1.5"));
    }
}
