namespace MaeUnderstand.Masking.Tests;

public sealed class MaskSamplersTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(14).For(RandomPurpose.Mask);

    /// <summary>Every sampler on square, flat, odd and one-unit grids, with units that divide the grid and that do not.</summary>
    public static TheoryData<string, int, int, int, double> Layouts()
    {
        (int Rows, int Columns, int UnitSide)[] grids =
        [
            (14, 14, 1), (14, 14, 2), (7, 7, 2), (7, 7, 4), (8, 8, 4), (6, 10, 1), (5, 13, 3), (1, 8, 1), (8, 1, 2), (4, 4, 9),
        ];
        var layouts = new TheoryData<string, int, int, int, double>();
        foreach (string name in MaskSamplers.Names)
        {
            foreach ((int rows, int columns, int unitSide) in grids)
            {
                foreach (double maskRatio in new[] { 0, 0.15, 0.5, 0.6, 0.75, 0.85 })
                    layouts.Add(name, rows, columns, unitSide, maskRatio);
            }
        }
        return layouts;
    }

    [Theory, Trait("Kind", "Unit"), MemberData(nameof(Layouts))]
    public void Sample_AnyLayout_IsAPermutationThatShowsKeepCountTokens(
        string name, int rows, int columns, int unitSide, double maskRatio)
    {
        var layout = new MaskLayout(rows, columns, unitSide, maskRatio);
        for (int sample = 0; sample < 20; sample++)
        {
            TokenMask mask = MaskSamplers.Get(name).Sample(layout, Key.Derive(sample));
            Assert.Equal(Enumerable.Range(0, rows * columns), mask.IdsShuffle.Order());
            Assert.Equal(layout.KeepCount, mask.IdsKeep.Length);
            Assert.Equal(rows * columns - layout.KeepCount, Enumerable.Range(0, rows * columns).Count(mask.IsMasked));
        }
    }

    [Theory, Trait("Kind", "Unit"), MemberData(nameof(Layouts))]
    public void Sample_AnyLayout_CutsAtMostOneUnit(string name, int rows, int columns, int unitSide, double maskRatio)
    {
        var layout = new MaskLayout(rows, columns, unitSide, maskRatio);
        for (int sample = 0; sample < 20; sample++)
        {
            TokenMask mask = MaskSamplers.Get(name).Sample(layout, Key.Derive(sample));
            int cut = Enumerable.Range(0, rows * columns)
                .GroupBy(token => (token / columns / unitSide, token % columns / unitSide))
                .Count(unit => unit.Any(mask.IsMasked) && !unit.All(mask.IsMasked));
            Assert.InRange(cut, 0, 1);
        }
    }

    [Theory, Trait("Kind", "Unit"), MemberData(nameof(Layouts))]
    public void Sample_SameKey_RepeatsTheMask(string name, int rows, int columns, int unitSide, double maskRatio)
    {
        var layout = new MaskLayout(rows, columns, unitSide, maskRatio);
        for (int sample = 0; sample < 5; sample++)
        {
            TokenMask first = MaskSamplers.Get(name).Sample(layout, Key.Derive(sample));
            TokenMask second = MaskSamplers.Get(name).Sample(layout, Key.Derive(sample));
            Assert.Equal(first.IdsShuffle, second.IdsShuffle);
        }
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("uniform", 200)]
    [InlineData("block", 200)]
    [InlineData("grid", 100)]                                    // only the lattice's 16 × 16 offsets differ
    public void Sample_DifferentKeys_GiveDifferentMasks(string name, int fewest)
    {
        var layout = new MaskLayout(14, 14, 1, 0.75);
        int different = Enumerable.Range(0, 200)
            .Select(sample => string.Join(' ', MaskSamplers.Get(name).Sample(layout, Key.Derive(sample)).IdsShuffle))
            .Distinct().Count();
        Assert.True(different >= fewest, $"200 keys gave {different} different masks.");
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("uniform", new[] { 62, 52, 41, 12, 13, 63, 9, 51, 20, 22, 3, 55, 5, 11, 18, 8 })]
    [InlineData("block", new[] { 11, 40, 3, 56, 4, 43, 41, 58, 57, 51, 48, 35, 7, 59, 49, 50 })]
    [InlineData("grid", new[] { 51, 23, 55, 19, 5, 33, 1, 37, 53, 17, 49, 21, 3, 39, 7, 35 })]
    public void Sample_FixedKey_NeverChanges(string name, int[] expected)
    {
        RandomKey key = RandomKey.FromSeed(42).For(RandomPurpose.Mask).Derive(5).Derive(1234);
        Assert.Equal(expected, MaskSamplers.Get(name).Sample(new MaskLayout(8, 8, 1, 0.75), key).IdsKeep.ToArray());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Names_Always_AreSortedAndKnown()
    {
        Assert.Equal(["block", "grid", "uniform"], MaskSamplers.Names);
        Assert.All(MaskSamplers.Names, name => Assert.True(MaskSamplers.Exists(name)));
        Assert.IsType<UniformSampler>(MaskSamplers.Get(MaskSamplers.Default));
        Assert.IsType<BlockSampler>(MaskSamplers.Get("block"));
        Assert.IsType<GridSampler>(MaskSamplers.Get("grid"));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Get_UnknownName_ListsTheKnownOnes()
    {
        Assert.False(MaskSamplers.Exists("Uniform"));
        ArgumentException fault = Assert.Throws<ArgumentException>(() => MaskSamplers.Get("Uniform"));
        Assert.Equal("There is no mask sampler 'Uniform'; known are block, grid, uniform. (Parameter 'name')", fault.Message);
    }
}
