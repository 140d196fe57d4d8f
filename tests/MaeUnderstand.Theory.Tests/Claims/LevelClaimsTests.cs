using MaeUnderstand.Theory.Claims;
using MaeUnderstand.Theory.Hierarchies;
using MaeUnderstand.Theory.Prediction;

namespace MaeUnderstand.Theory.Tests.Claims;

/// <summary>The verdicts on curves made up for them.</summary>
[Trait("Kind", "Unit")]
public sealed class LevelClaimsTests
{
    public static TheoryData<string, double[], ClaimVerdict, ClaimVerdict> Curves => new()
    {
        { "rises and falls", [1, 1.5, 2, 1.5, 1], ClaimVerdict.Holds, ClaimVerdict.Holds },
        { "too little", [1, 1.03, 1.05, 1.03, 1], ClaimVerdict.HoldsInPart, ClaimVerdict.HoldsInPart },
        { "rises only", [1, 1.2, 1.4, 1.6, 2], ClaimVerdict.HoldsInPart, ClaimVerdict.HoldsInPart },
        { "falls and rises", [2, 1.5, 1, 1.5, 2], ClaimVerdict.DoesNotHold, ClaimVerdict.DoesNotHold },
        { "flat", [1, 1.001, 1.002, 1.001, 1], ClaimVerdict.DoesNotHold, ClaimVerdict.DoesNotHold },
        { "with a dip on the way", [1, 1.8, 1.2, 2, 1], ClaimVerdict.HoldsInPart, ClaimVerdict.Holds },
        { "ends high", [1.8, 1, 2, 1, 1.8], ClaimVerdict.HoldsInPart, ClaimVerdict.DoesNotHold },
    };

    [Theory, MemberData(nameof(Curves))]
    public void Judge_OverRatio_GivesTheVerdict(string name, double[] levels, ClaimVerdict shape, ClaimVerdict ends)
    {
        IReadOnlyList<Claim> claims = LevelClaims.Judge(Report([levels]), LevelMeasure.Mean);
        Assert.True((shape, ends) == (claims[0].Verdict, claims[1].Verdict), $"{name}: {claims[0]}, {claims[1]}");
        Assert.Equal(ClaimVerdict.NotTested, claims[2].Verdict);
    }

    [Fact]
    public void Judge_DipOnTheWay_SaysWhereAndHowMuch()
    {
        Claim claim = LevelClaims.Judge(Report([[1, 1.8, 1.2, 2, 1]]), LevelMeasure.Mean)[0];
        Assert.Equal(
            "unit 1 holds in part: highest at ratio 0.7, 1.000 [0.963, 1.037] above ratio 0.1 and 1.000 [0.963, 1.037] above ratio 0.9; " +
            "but between ratios 0.3 and 0.5 it goes 0.600 [0.560, 0.640] the wrong way.",
            Assert.Single(claim.Evidence));
    }

    [Theory]
    [InlineData(1, 2, 1.5, ClaimVerdict.Holds)]
    [InlineData(1, 2, 3, ClaimVerdict.HoldsInPart)]
    [InlineData(2, 1.5, 1, ClaimVerdict.DoesNotHold)]
    [InlineData(1, 1.05, 1, ClaimVerdict.DoesNotHold)]
    public void Judge_OverUnits_GivesTheVerdict(double one, double two, double four, ClaimVerdict verdict)
    {
        double[][] levels = [[one, one, one], [two, two, two], [four, four, four]];
        Assert.Equal(verdict, LevelClaims.Judge(Report(levels), LevelMeasure.Mean)[2].Verdict);
    }

    [Fact]
    public void Judge_UnitsThatDiffer_HoldsInPart() => Assert.Equal(ClaimVerdict.HoldsInPart,
        LevelClaims.Judge(Report([[1, 2, 1], [2, 1, 2]]), LevelMeasure.Mean)[0].Verdict);

    [Fact]
    public void Judge_TwoRatios_AreNotTested() =>
        Assert.Equal(ClaimVerdict.NotTested, LevelClaims.Judge(Report([[1, 2]]), LevelMeasure.Mean)[0].Verdict);

    private static PredictionReport Report(double[][] levels)
    {
        int count = levels[0].Length;
        double[] ratios = [.. Enumerable.Range(0, count).Select(i => Math.Round(0.1 + 0.8 * i / (count - 1), 4))];
        int[] units = [.. levels.Select((_, place) => 1 << place)];
        var plan = new PredictionPlan
        {
            Hierarchy = "quadtree",
            Shape = new HierarchyShape { Rows = 8, Columns = 8 },
            Ratios = ratios,
            Units = units,
            Masks = 100,
            Seeds = 1,
        };
        return new PredictionReport(plan, 3, 21, 1,
            [.. levels.SelectMany((row, unit) => row.Select((level, place) => Cell(units[unit], ratios[place], level)))]);
    }

    private static PredictionCell Cell(int unit, double ratio, double level)
    {
        var mean = new SeededMean([level], 0.01, 0.1);
        return new PredictionCell
        {
            Unit = unit,
            Ratio = ratio,
            Masks = 100,
            MaskedTokens = 1,
            CutsAUnit = false,
            Level = mean,
            HighestLevel = mean,
            Members = mean,
            Dimension = mean,
            Sources = mean,
            LevelShares = [0.5, 0.5, 0],
            SplitShares = [0.5, 0.5, 1],
            EmptyShare = 0,
        };
    }
}
