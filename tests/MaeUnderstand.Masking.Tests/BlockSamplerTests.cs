namespace MaeUnderstand.Masking.Tests;

public sealed class BlockSamplerTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(12).For(RandomPurpose.Mask);

    [Theory, Trait("Kind", "Unit")]
    [InlineData(14, 14, 1, 0.4)]
    [InlineData(14, 14, 1, 0.5)]
    [InlineData(14, 14, 1, 0.75)]
    [InlineData(10, 20, 1, 0.5)]
    [InlineData(28, 28, 2, 0.5)]
    public void Sample_SameRatio_MasksMoreNeighboursThanUniform(int rows, int columns, int unitSide, double maskRatio)
    {
        var layout = new MaskLayout(rows, columns, unitSide, maskRatio);
        double block = MaskedNeighbourShare(new BlockSampler(), layout);
        double uniform = MaskedNeighbourShare(new UniformSampler(), layout);
        // Blocks leave less than two thirds of the borders between masked and visible units that a uniform mask has.
        Assert.True(1 - block < 0.667 * (1 - uniform), $"Masked neighbours of masked units: block {block:F3}, uniform {uniform:F3}.");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Sample_OneBlockFits_MasksARectangle()
    {
        // 16 of 64 units: the first block aims at all of them, and hits where its sides need no rounding. Uniform masks never do.
        var layout = new MaskLayout(8, 8, 1, 0.25);
        int rectangles = Enumerable.Range(0, 200).Count(sample =>
        {
            TokenMask mask = new BlockSampler().Sample(layout, Key.Derive(sample));
            int[] masked = [.. Enumerable.Range(0, 64).Where(mask.IsMasked)];
            int height = masked.Max(token => token / 8) - masked.Min(token => token / 8) + 1;
            int width = masked.Max(token => token % 8) - masked.Min(token => token % 8) + 1;
            return height * width == masked.Length;
        });
        Assert.True(rectangles > 25, $"Of 200 masks {rectangles} are a rectangle.");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Sample_AnyKey_EndsWithTheFirstBlockSoThatTheLastOneIsCut()
    {
        var layout = new MaskLayout(14, 14, 1, 0.75);
        for (int sample = 0; sample < 100; sample++)
        {
            IReadOnlyList<int> order = new BlockSampler().Sample(layout, Key.Derive(sample)).IdsShuffle;
            int next = order[^2] - order[^1];                    // from the block's first unit to the right, or down where it is narrow
            Assert.True(next is 1 or 14, $"Sample {sample} ends with {order[^2]}, {order[^1]}.");
        }
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1, 16)]
    [InlineData(16, 1)]
    public void Sample_NoBlockFits_MasksRandomUnits(int rows, int columns)
    {
        var layout = new MaskLayout(rows, columns, 1, 0.5);
        var counts = new int[layout.TokenCount];
        for (int sample = 0; sample < 2_000; sample++)
        {
            foreach (int token in new BlockSampler().Sample(layout, Key.Derive(sample)).IdsKeep)
                counts[token]++;
        }
        Assert.All(counts, count => Assert.InRange(count, 900, 1_100));   // binomial: mean 1000, standard deviation 22.4
    }

    /// <summary>Over many masks: of the neighbours (up, down, left, right) of masked units, the share that is masked too.</summary>
    private static double MaskedNeighbourShare(IMaskSampler sampler, MaskLayout layout)
    {
        int neighbours = 0;
        int masked = 0;
        for (int sample = 0; sample < 200; sample++)
        {
            TokenMask mask = sampler.Sample(layout, Key.Derive(sample));
            for (int row = 0; row < layout.UnitRows; row++)
            {
                for (int column = 0; column < layout.UnitColumns; column++)
                {
                    if (!IsMasked(row, column))
                        continue;
                    foreach ((int r, int c) in new[] { (row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1) })
                    {
                        if (r < 0 || r >= layout.UnitRows || c < 0 || c >= layout.UnitColumns)
                            continue;
                        neighbours++;
                        masked += IsMasked(r, c) ? 1 : 0;
                    }
                }
            }

            bool IsMasked(int row, int column) => mask.IsMasked(row * layout.UnitSide * layout.Columns + column * layout.UnitSide);
        }
        return masked / (double)neighbours;
    }
}
