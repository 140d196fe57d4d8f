namespace MaeUnderstand.Masking.Tests;

public sealed class KeyedRandomTests
{
    [Fact, Trait("Kind", "Unit")]
    public void NextDouble_SameKey_RepeatsTheStream()
    {
        RandomKey key = RandomKey.FromSeed(7).For(RandomPurpose.Mask).Derive(3);
        var first = new KeyedRandom(key);
        var second = new KeyedRandom(key);
        Assert.Equal(first.NextDouble(), second.NextDouble());
        Assert.Equal(first.NextUInt64(), second.NextUInt64());
    }
}
