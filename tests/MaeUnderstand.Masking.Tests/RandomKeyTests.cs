using System.Numerics;

namespace MaeUnderstand.Masking.Tests;

public sealed class RandomKeyTests
{
    [Theory, Trait("Kind", "Unit")]
    [InlineData(0, 0x48218226ff3cd4bf)]
    [InlineData(1, 0xdce423fc82c0d5b8)]
    [InlineData(-1, 0x445018e305810b78)]
    [InlineData(42, 0xb29ed950786f5ae3)]
    public void FromSeed_FixedSeed_NeverChanges(long seed, ulong expected) => Assert.Equal(expected, RandomKey.FromSeed(seed).Value);

    [Theory, Trait("Kind", "Unit")]
    [InlineData(RandomPurpose.Order, 1, 0xf71946f3ba67166c)]
    [InlineData(RandomPurpose.Augmentation, 2, 0x1e8b4cf83b2e098e)]
    [InlineData(RandomPurpose.Mask, 3, 0x6227cabadacf5514)]
    [InlineData(RandomPurpose.Replacement, 4, 0x0705db74b8b54d47)]
    [InlineData(RandomPurpose.Weights, 5, 0xfa62f70871890b36)]
    [InlineData(RandomPurpose.SyntheticImage, 6, 0xa867f9391b15a61a)]
    [InlineData(RandomPurpose.SyntheticClass, 7, 0x72efc1764d60529e)]
    [InlineData(RandomPurpose.ReconstructionMask, 8, 0xb83f5affc5a8876f)]
    [InlineData(RandomPurpose.ProbeHead, 9, 0xbea27ab303846764)]
    [InlineData(RandomPurpose.ProbeLabels, 10, 0xaf06c26a258dc8f0)]
    [InlineData(RandomPurpose.RandomErasing, 12, 0x8b54c60aa1ea768f)]
    [InlineData(RandomPurpose.Mixup, 13, 0xfe0953a26a30a6a9)]
    [InlineData(RandomPurpose.DropPath, 14, 0x33835772858b4bab)]
    [InlineData(RandomPurpose.TheoryGraph, 15, 0xa96d97ec6515b385)]
    [InlineData(RandomPurpose.Hierarchy, 16, 0xe1e40afe71dc2f42)]
    [InlineData(RandomPurpose.PredictionMask, 17, 0xd75c636daaad1de3)]
    [InlineData(RandomPurpose.VectorMechanism, 18, 0xba84d71965c9947d)]
    [InlineData(RandomPurpose.VectorLatents, 19, 0x05f4a3ec00c22eb0)]
    public void For_FixedPurpose_NeverChanges(RandomPurpose purpose, int number, ulong expected)
    {
        Assert.Equal(number, (int)purpose);
        Assert.Equal(expected, RandomKey.FromSeed(42).For(purpose).Value);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Derive_FixedEpochAndSample_NeverChanges()
    {
        Assert.Equal(0x09888a010b5f0a5cUL, RandomKey.FromSeed(42).For(RandomPurpose.Mask).Derive(5).Derive(1234).Value);
        Assert.Equal(0xfa87d9569677ed72UL, RandomKey.FromSeed(42).Derive(-1).Value);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Derive_EverySeedPurposeEpochAndSample_GivesAnotherStream()
    {
        var firstNumbers = new HashSet<ulong>();
        int keyCount = 0;
        for (long seed = -5; seed < 5; seed++)
        {
            foreach (RandomPurpose purpose in Enum.GetValues<RandomPurpose>())
            {
                for (int epoch = 0; epoch < 10; epoch++)
                {
                    for (int sample = 0; sample < 50; sample++)
                    {
                        var random = new KeyedRandom(RandomKey.FromSeed(seed).For(purpose).Derive(epoch).Derive(sample));
                        firstNumbers.Add(random.NextUInt64());
                        keyCount++;
                    }
                }
            }
        }
        Assert.Equal(keyCount, firstNumbers.Count);
    }

    [Fact, Trait("Kind", "Unit")]
    public void For_SeedAndPurposeSwappedOrEqual_GivesAnotherKey()
    {
        Assert.NotEqual(RandomKey.FromSeed(1).For(RandomPurpose.Augmentation), RandomKey.FromSeed(2).For(RandomPurpose.Order));
        Assert.NotEqual(RandomKey.FromSeed(1).For(RandomPurpose.Order), RandomKey.FromSeed(3).For(RandomPurpose.Mask));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Derive_OtherOrderOfParts_GivesAnotherKey()
    {
        RandomKey key = RandomKey.FromSeed(1);
        Assert.NotEqual(key.Derive(2).Derive(3), key.Derive(3).Derive(2));
        Assert.NotEqual(key, key.Derive(0));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Derive_NeighbouringSamples_ShareNoMoreThanChanceBits()
    {
        const int Count = 4_000;
        RandomKey epoch = RandomKey.FromSeed(1).For(RandomPurpose.Mask).Derive(0);
        long differing = 0;
        ulong previous = FirstNumber(epoch.Derive(0));
        for (int sample = 1; sample <= Count; sample++)
        {
            ulong next = FirstNumber(epoch.Derive(sample));
            differing += BitOperations.PopCount(previous ^ next);
            previous = next;
        }
        Assert.Equal(32, differing / (double)Count, 4 * 4 / Math.Sqrt(Count));   // 4 standard errors; one number's deviation is 4 bits
    }

    [Fact, Trait("Kind", "Unit")]
    public void Derive_ManySamples_FirstNumbersAreUniform()
    {
        RandomKey epoch = RandomKey.FromSeed(1).For(RandomPurpose.Augmentation).Derive(0);
        var counts = new int[50];
        for (int sample = 0; sample < 50_000; sample++)
        {
            var random = new KeyedRandom(epoch.Derive(sample));
            counts[random.NextInt32(counts.Length)]++;
        }
        Statistics.AssertEquallyFrequent(counts);
    }

    private static ulong FirstNumber(RandomKey key)
    {
        var random = new KeyedRandom(key);
        return random.NextUInt64();
    }
}
