namespace MaeUnderstand.Masking.Tests;

public sealed class GridSamplerTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(13).For(RandomPurpose.Mask);

    [Theory, Trait("Kind", "Unit")]
    [InlineData(14, 14, 1)]
    [InlineData(8, 8, 1)]
    [InlineData(6, 10, 1)]
    [InlineData(28, 28, 2)]
    public void Sample_ThreeQuartersOfAnEvenGrid_KeepsTheSameUnitOfEveryTwoByTwoCell(int rows, int columns, int unitSide)
    {
        var layout = new MaskLayout(rows, columns, unitSide, 0.75);
        var phases = new HashSet<(int Row, int Column)>();
        for (int sample = 0; sample < 60; sample++)
        {
            (int Row, int Column)[] visible = VisibleUnits(layout, sample);
            (int Row, int Column) phase = (visible[0].Row % 2, visible[0].Column % 2);
            phases.Add(phase);
            Assert.Equal(layout.UnitCount / 4, visible.Length);
            Assert.All(visible, unit => Assert.Equal(phase, (unit.Row % 2, unit.Column % 2)));
        }
        Assert.Equal(4, phases.Count);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(14, 14, 1)]
    [InlineData(8, 8, 1)]
    [InlineData(6, 10, 1)]
    [InlineData(28, 28, 2)]
    public void Sample_HalfOfAnEvenGrid_KeepsAChequerboard(int rows, int columns, int unitSide)
    {
        var layout = new MaskLayout(rows, columns, unitSide, 0.5);
        var colours = new HashSet<int>();
        for (int sample = 0; sample < 30; sample++)
        {
            (int Row, int Column)[] visible = VisibleUnits(layout, sample);
            int colour = (visible[0].Row + visible[0].Column) % 2;
            colours.Add(colour);
            Assert.Equal(layout.UnitCount / 2, visible.Length);
            Assert.All(visible, unit => Assert.Equal(colour, (unit.Row + unit.Column) % 2));
        }
        Assert.Equal(2, colours.Count);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Sample_FifteenSixteenths_KeepsEveryFourthOfEveryFourth()
    {
        var layout = new MaskLayout(16, 16, 1, 15.0 / 16);
        var phases = new HashSet<(int Row, int Column)>();
        for (int sample = 0; sample < 200; sample++)
        {
            (int Row, int Column)[] visible = VisibleUnits(layout, sample);
            (int Row, int Column) phase = (visible[0].Row % 4, visible[0].Column % 4);
            phases.Add(phase);
            Assert.Equal(16, visible.Length);
            Assert.All(visible, unit => Assert.Equal(phase, (unit.Row % 4, unit.Column % 4)));
        }
        Assert.Equal(16, phases.Count);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Sample_RatioBetweenLattices_SpreadsEvenly()
    {
        // 0.6 of 256: 102 visible, between the quarter (64) and the half (128); every 4 × 4 window holds 4 to 8 of them.
        var layout = new MaskLayout(16, 16, 1, 0.6);
        for (int sample = 0; sample < 30; sample++)
        {
            (int Row, int Column)[] visible = VisibleUnits(layout, sample);
            Assert.Equal(102, visible.Length);
            foreach (IGrouping<(int, int), (int, int)> window in visible.GroupBy(unit => (unit.Row / 4, unit.Column / 4)))
                Assert.InRange(window.Count(), 4, 8);
        }
    }

    /// <summary>The visible units of a mask that cuts no unit.</summary>
    private static (int Row, int Column)[] VisibleUnits(MaskLayout layout, int sample)
    {
        TokenMask mask = new GridSampler().Sample(layout, Key.Derive(sample));
        var tokens = mask.IdsKeep.ToArray().GroupBy(token =>
            (token / layout.Columns / layout.UnitSide, token % layout.Columns / layout.UnitSide)).ToArray();
        Assert.All(tokens, unit => Assert.Equal(layout.UnitSide * layout.UnitSide, unit.Count()));
        return [.. tokens.Select(unit => unit.Key)];
    }
}
