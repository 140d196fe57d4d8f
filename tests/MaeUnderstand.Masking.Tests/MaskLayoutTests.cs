namespace MaeUnderstand.Masking.Tests;

public sealed class MaskLayoutTests
{
    [Theory, Trait("Kind", "Unit")]
    [InlineData(16, 0.75, 4)]
    [InlineData(196, 0.75, 49)]
    [InlineData(100, 0.9, 9)]                                    // 1 - 0.9 is just below 0.1
    [InlineData(100, 0.8, 19)]
    [InlineData(7, 0, 7)]
    [InlineData(3, 0.5, 1)]
    public void KeepCountOf_TokensAndRatio_TruncatesInDoublePrecision(int tokenCount, double maskRatio, int expected) =>
        Assert.Equal(expected, MaskLayout.KeepCountOf(tokenCount, maskRatio));

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_NonSquareGrid_CountsTokensAndUnits()
    {
        var layout = new MaskLayout(rows: 4, columns: 6, unitSide: 2, maskRatio: 0.75);
        Assert.Equal((4, 6, 2, 0.75), (layout.Rows, layout.Columns, layout.UnitSide, layout.MaskRatio));
        Assert.Equal((24, 6), (layout.TokenCount, layout.KeepCount));
        Assert.Equal((2, 3, 6), (layout.UnitRows, layout.UnitColumns, layout.UnitCount));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Expand_UnitSideOne_IsTheUnitOrder()
    {
        int[] unitShuffle = [5, 3, 1, 0, 2, 4];
        Assert.Equal(unitShuffle, Expand(new MaskLayout(2, 3, 1, 0.5), unitShuffle));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Expand_NonSquareGrid_WritesUnitsColumnByColumn()
    {
        //  0  1 |  2  3 |  4  5
        //  6  7 |  8  9 | 10 11
        var layout = new MaskLayout(rows: 2, columns: 6, unitSide: 2, maskRatio: 0.5);
        Assert.Equal([4, 10, 5, 11, 0, 6, 1, 7, 2, 8, 3, 9], Expand(layout, [2, 0, 1]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Expand_UnitSideDoesNotDivideTheGrid_ClipsRightAndBottomUnits()
    {
        //  0  1 |  2  3 |  4
        //  5  6 |  7  8 |  9
        //  -----+-------+---
        // 10 11 | 12 13 | 14
        var layout = new MaskLayout(rows: 3, columns: 5, unitSide: 2, maskRatio: 0.5);
        Assert.Equal((2, 3), (layout.UnitRows, layout.UnitColumns));
        Assert.Equal([14, 4, 9, 12, 13, 0, 5, 1, 6, 10, 11, 2, 7, 3, 8], Expand(layout, [5, 2, 4, 0, 3, 1]));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(int.MaxValue)]
    public void Expand_UnitCoversTheGrid_IsTheGridColumnByColumn(int unitSide)
    {
        var layout = new MaskLayout(rows: 2, columns: 3, unitSide, maskRatio: 0.5);
        Assert.Equal((1, 1, 1), (layout.UnitRows, layout.UnitColumns, layout.UnitCount));
        Assert.Equal([0, 3, 1, 4, 2, 5], Expand(layout, [0]));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(5, 6)]
    [InlineData(6, 5)]
    public void Expand_WrongLength_SaysBothLengths(int unitCount, int tokenCount)
    {
        var layout = new MaskLayout(2, 3, 1, 0.5);
        ArgumentException fault = Assert.Throws<ArgumentException>(() => layout.Expand(new int[unitCount], new int[tokenCount]));
        Assert.Equal($"Expected 6 units and 6 tokens, but got {unitCount} and {tokenCount}.", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_RatioZero_KeepsAllTokens()
    {
        var layout = new MaskLayout(3, 5, 2, maskRatio: 0);
        Assert.Equal(15, layout.KeepCount);
        Assert.Equal(new float[15], TokenMask.FromShuffle(Expand(layout, [0, 1, 2, 3, 4, 5]), layout.KeepCount).ToMask());
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(-0.1, "-0.1")]
    [InlineData(1, "1")]
    [InlineData(75, "75")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void Ctor_RatioOutOfRange_SaysTheRange(double maskRatio, string shown)
    {
        ArgumentOutOfRangeException fault = Assert.Throws<ArgumentOutOfRangeException>(() => new MaskLayout(4, 4, 1, maskRatio));
        Assert.Equal("The mask ratio must be at least 0 and below 1. (Parameter 'maskRatio')" + Environment.NewLine +
            $"Actual value was {shown}.", fault.Message);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(4, 4, 0.95, 16, "0.9375")]
    [InlineData(1, 1, 0.5, 1, "0")]
    [InlineData(2, 5, 0.9, 10, "0.8999")]                        // 1 - 0.9 is just below 0.1: 0.9 keeps none of 10
    public void Ctor_RatioLeavesNoToken_SaysTheHighestRatio(int rows, int columns, double maskRatio, int tokenCount, string highest)
    {
        ArgumentOutOfRangeException fault =
            Assert.Throws<ArgumentOutOfRangeException>(() => new MaskLayout(rows, columns, 1, maskRatio));
        Assert.Equal($"The mask ratio leaves none of {tokenCount} tokens visible; lower it to at most {highest}. " +
            $"(Parameter 'maskRatio'){Environment.NewLine}Actual value was {maskRatio}.", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_RatioThatTheFaultNames_KeepsAToken()
    {
        for (int tokenCount = 1; tokenCount <= 2_000; tokenCount++)
        {
            ArgumentOutOfRangeException fault =
                Assert.Throws<ArgumentOutOfRangeException>(() => new MaskLayout(1, tokenCount, 1, 0.99999));
            string named = fault.Message.Split("at most ")[1].Split(". (")[0];
            var layout = new MaskLayout(1, tokenCount, 1, double.Parse(named));
            Assert.True(layout.KeepCount >= 1, $"Of {tokenCount} tokens {named} keeps none.");
        }
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0, 4, 1, "rows")]
    [InlineData(4, -1, 1, "columns")]
    [InlineData(4, 4, 0, "unitSide")]
    public void Ctor_SizeNotPositive_NamesIt(int rows, int columns, int unitSide, string name)
    {
        ArgumentOutOfRangeException fault =
            Assert.Throws<ArgumentOutOfRangeException>(() => new MaskLayout(rows, columns, unitSide, 0.5));
        Assert.Equal(name, fault.ParamName);
    }

    private static int[] Expand(MaskLayout layout, int[] unitShuffle)
    {
        var idsShuffle = new int[layout.TokenCount];
        layout.Expand(unitShuffle, idsShuffle);
        return idsShuffle;
    }
}
