namespace MaeUnderstand.Masking.Tests;

public sealed class UniformSamplerTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11).For(RandomPurpose.Mask);

    [Fact, Trait("Kind", "Unit")]
    public void OrderByNoise_DistinctNoise_IsItsArgsort() =>
        Assert.Equal([2, 0, 3, 1], UniformSampler.OrderByNoise([0.25f, 0.75f, 0f, 0.5f]));

    [Fact, Trait("Kind", "Unit")]
    public void OrderByNoise_EqualNoise_KeepsIndexOrder()
    {
        var noise = new float[100];
        noise[99] = -1;
        Assert.Equal([99, .. Enumerable.Range(0, 99)], UniformSampler.OrderByNoise(noise));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1)]
    [InlineData(2)]
    public void Sample_ManyKeys_ShowsEveryTokenEquallyOften(int unitSide)
    {
        const int MaskCount = 4_000;
        var layout = new MaskLayout(8, 8, unitSide, 0.75);
        var counts = new int[layout.TokenCount];
        for (int sample = 0; sample < MaskCount; sample++)
        {
            foreach (int token in new UniformSampler().Sample(layout, Key.Derive(sample)).IdsKeep)
                counts[token]++;
        }
        // A token's count is binomial with mean 1000 and standard deviation 27.4; 4.5 of them hold for all 64 tokens.
        Assert.All(counts, count => Assert.InRange(count, MaskCount / 4 - 123, MaskCount / 4 + 123));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Sample_TwoOfFourTokens_ShowsAllSixPairsEquallyOften()
    {
        var layout = new MaskLayout(2, 2, 1, 0.5);
        var counts = new Dictionary<(int, int), int>();
        for (int sample = 0; sample < 30_000; sample++)
        {
            ReadOnlySpan<int> visible = new UniformSampler().Sample(layout, Key.Derive(sample)).IdsKeep;
            (int, int) pair = (Math.Min(visible[0], visible[1]), Math.Max(visible[0], visible[1]));
            counts[pair] = counts.GetValueOrDefault(pair) + 1;
        }
        Assert.Equal(6, counts.Count);
        Statistics.AssertEquallyFrequent(counts.Values);
    }
}
