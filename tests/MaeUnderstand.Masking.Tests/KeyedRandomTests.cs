using System.Numerics;

namespace MaeUnderstand.Masking.Tests;

public sealed class KeyedRandomTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(7).For(RandomPurpose.Mask).Derive(3);

    [Fact, Trait("Kind", "Unit")]
    public void NextDouble_SameKey_RepeatsTheStream()
    {
        var first = new KeyedRandom(Key);
        var second = new KeyedRandom(Key);
        Assert.Equal(first.NextDouble(), second.NextDouble());
        Assert.Equal(first.NextUInt64(), second.NextUInt64());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Stream_Copied_ReplaysFromTheCopy()
    {
        var random = new KeyedRandom(Key);
        random.NextUInt64();
        KeyedRandom copy = random;
        ulong next = random.NextUInt64();
        Assert.Equal(next, copy.NextUInt64());
        Assert.NotEqual(next, random.NextUInt64());
    }

    [Fact, Trait("Kind", "Unit")]
    public void NextUInt64_SplitMix64sTestVector_GivesItsNumbers()
    {
        var random = new KeyedRandom(new RandomKey(1234567));
        ulong[] expected =
        [
            6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
        ];
        foreach (ulong number in expected)
            Assert.Equal(number, random.NextUInt64());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Numbers_FixedKey_NeverChange()
    {
        RandomKey key = RandomKey.FromSeed(42).For(RandomPurpose.Mask).Derive(5).Derive(1234);
        var doubles = new KeyedRandom(key);
        Assert.Equal([0.2724797278566595, 0.7225934925946375, 0.9221424606780677], Draw(3, () => doubles.NextDouble()));
        var integers = new KeyedRandom(key);
        Assert.Equal([272, 722, 922, 893, 69], Draw(5, () => integers.NextInt32(1000)));
        var normals = new KeyedRandom(key);
        double[] gaussians = Draw(2, () => normals.NextGaussian());
        // To 1e-14: log and cos may differ in the last bit between machines.
        Assert.Equal(-0.13667562806867534, gaussians[0], 1e-14);
        Assert.Equal(1.7688730227210279, gaussians[1], 1e-14);
        var shuffler = new KeyedRandom(key);
        int[] items = [.. Enumerable.Range(0, 10)];
        shuffler.Shuffle<int>(items);
        Assert.Equal([9, 1, 4, 5, 3, 0, 8, 7, 6, 2], items);
    }

    [Fact, Trait("Kind", "Unit")]
    public void NextDouble_ManyDraws_AreUniformInZeroToOne()
    {
        var random = new KeyedRandom(Key);
        var counts = new int[100];
        for (int i = 0; i < 200_000; i++)
        {
            double number = random.NextDouble();
            Assert.True(number is >= 0 and < 1, $"Draw {i} is {number}.");
            counts[(int)(number * counts.Length)]++;
        }
        Statistics.AssertEquallyFrequent(counts);
    }

    [Fact, Trait("Kind", "Unit")]
    public void NextDouble_Neighbours_AreIndependent()
    {
        var random = new KeyedRandom(Key);
        var counts = new int[100];
        for (int i = 0; i < 100_000; i++)
            counts[random.NextInt32(10) * 10 + random.NextInt32(10)]++;
        Statistics.AssertEquallyFrequent(counts);
    }

    [Fact, Trait("Kind", "Unit")]
    public void NextDouble_Range_FillsTheRange()
    {
        var random = new KeyedRandom(Key);
        double[] numbers = Draw(20_000, () => random.NextDouble(-3, 5));
        Assert.InRange(numbers.Min(), -3, -2.99);
        Assert.InRange(numbers.Max(), 4.99, 5);
        Assert.Equal(1, numbers.Average(), 0.07);                // 4 standard errors of 8 / √(12 · 20,000)
    }

    [Fact, Trait("Kind", "Unit")]
    public void NextUInt64_ManyDraws_SetEveryBitHalfTheTime()
    {
        var random = new KeyedRandom(Key);
        var counts = new int[64];
        for (int i = 0; i < 10_000; i++)
        {
            for (ulong bits = random.NextUInt64(); bits != 0; bits &= bits - 1)
                counts[BitOperations.TrailingZeroCount(bits)]++;
        }
        Assert.All(counts, count => Assert.InRange(count, 4_775, 5_225));   // 4.5 standard deviations of 50
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    public void NextInt32_SmallRange_IsUniformBelowTheBound(int exclusive)
    {
        var random = new KeyedRandom(Key);
        var counts = new int[exclusive];
        for (int i = 0; i < 100_000; i++)
            counts[random.NextInt32(exclusive)]++;               // the index checks the bounds
        if (exclusive > 2)
            Statistics.AssertEquallyFrequent(counts);
        else
            Assert.All(counts, count => Assert.InRange(count, 100_000 / exclusive - 700, 100_000 / exclusive + 700));
    }

    [Fact, Trait("Kind", "Unit")]
    public void NextInt32_WidestRange_StaysInItAndReachesBothEnds()
    {
        var random = new KeyedRandom(Key);
        int[] numbers = Draw(20_000, () => random.NextInt32(int.MaxValue));
        Assert.InRange(numbers.Min(), 0, int.MaxValue / 1000);
        Assert.InRange(numbers.Max(), int.MaxValue - int.MaxValue / 1000, int.MaxValue - 1);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void NextInt32_BoundNotPositive_IsRefused(int exclusive)
    {
        var random = new KeyedRandom(Key);
        ArgumentOutOfRangeException fault = Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt32(exclusive));
        Assert.Equal("exclusive", fault.ParamName);
        Assert.Equal(exclusive, fault.ActualValue);
    }

    [Fact, Trait("Kind", "Unit")]
    public void NextGaussian_ManyDraws_HaveTheMomentsAndTailsOfANormal()
    {
        const int Count = 200_000;
        var random = new KeyedRandom(Key);
        double[] numbers = Draw(Count, () => random.NextGaussian());
        double mean = numbers.Average();
        double variance = numbers.Average(number => (number - mean) * (number - mean));
        Assert.Equal(0, mean, 4 / Math.Sqrt(Count));                                        // 4 standard errors each
        Assert.Equal(1, variance, 4 * Math.Sqrt(2.0 / Count));
        Assert.Equal(0, numbers.Average(number => number * number * number), 4 * Math.Sqrt(15.0 / Count));
        Assert.Equal(0.6827, numbers.Count(number => Math.Abs(number) < 1) / (double)Count, 0.0042);
        Assert.Equal(0.0455, numbers.Count(number => Math.Abs(number) > 2) / (double)Count, 0.0019);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0.8, 0.8)]
    [InlineData(1, 1)]
    [InlineData(0.2, 0.2)]
    [InlineData(2.5, 0.7)]
    [InlineData(30, 60)]
    public void NextBeta_ManyDraws_HaveTheMomentsOfTheDistribution(double alpha, double beta)
    {
        const int Count = 100_000;
        var random = new KeyedRandom(Key);
        double[] numbers = Draw(Count, () => random.NextBeta(alpha, beta));
        double sum = alpha + beta;
        double[] expected = [alpha / sum, 0, 0, 0];              // E[xᵏ⁺¹] = E[xᵏ] (α + k) / (α + β + k)
        for (int k = 1; k < 4; k++)
            expected[k] = expected[k - 1] * (alpha + k) / (sum + k);
        for (int k = 0; k < 2; k++)
        {
            double standardError = Math.Sqrt((expected[2 * k + 1] - expected[k] * expected[k]) / Count);
            Assert.Equal(expected[k], numbers.Average(number => Math.Pow(number, k + 1)), 4 * standardError);
        }
        Assert.All(numbers, number => Assert.InRange(number, 0, 1));
    }

    [Fact, Trait("Kind", "Unit")]
    public void NextBeta_WeightsOfOne_AreUniform()
    {
        var random = new KeyedRandom(Key);
        var counts = new int[50];
        for (int i = 0; i < 100_000; i++)
            counts[Math.Min((int)(random.NextBeta(1, 1) * counts.Length), counts.Length - 1)]++;
        Statistics.AssertEquallyFrequent(counts);
    }

    [Fact, Trait("Kind", "Unit")]
    public void NextBeta_TinyWeights_FallAtBothEndsEquallyOften()
    {
        var random = new KeyedRandom(Key);
        double[] numbers = Draw(10_000, () => random.NextBeta(1e-4, 1e-4));       // as Gamma numbers, all of them would be 0
        Assert.InRange(numbers.Count(number => number > 0.5), 4_800, 5_200);      // 4 standard deviations of 50
        Assert.True(numbers.Count(number => number is < 1e-6 or > 1 - 1e-6) > 9_900);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0, 1, "alpha")]
    [InlineData(1, -1, "beta")]
    [InlineData(double.NaN, 1, "alpha")]
    [InlineData(1, double.PositiveInfinity, "beta")]
    public void NextBeta_WeightNotPositive_IsRefused(double alpha, double beta, string name)
    {
        var random = new KeyedRandom(Key);
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => random.NextBeta(alpha, beta)).ParamName);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Shuffle_AnyLength_IsAPermutation()
    {
        var random = new KeyedRandom(Key);
        for (int length = 0; length < 40; length++)
        {
            int[] items = [.. Enumerable.Range(0, length)];
            random.Shuffle<int>(items);
            Assert.Equal(Enumerable.Range(0, length), items.Order());
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Shuffle_ThreeItems_GivesAllSixOrdersEquallyOften()
    {
        var random = new KeyedRandom(Key);
        var counts = new Dictionary<string, int>();
        Span<char> items = stackalloc char[3];
        for (int i = 0; i < 60_000; i++)
        {
            "abc".CopyTo(items);
            random.Shuffle(items);
            string order = items.ToString();
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(["abc", "acb", "bac", "bca", "cab", "cba"], counts.Keys.Order(StringComparer.Ordinal));
        Statistics.AssertEquallyFrequent(counts.Values);
    }

    private static T[] Draw<T>(int count, Func<T> next)
    {
        var numbers = new T[count];
        for (int i = 0; i < count; i++)
            numbers[i] = next();
        return numbers;
    }
}
