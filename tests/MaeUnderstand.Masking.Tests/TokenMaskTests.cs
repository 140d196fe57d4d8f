namespace MaeUnderstand.Masking.Tests;

public sealed class TokenMaskTests
{
    [Fact, Trait("Kind", "Unit")]
    public void FromShuffle_Permutation_GivesKeepRestoreAndMask()
    {
        TokenMask mask = TokenMask.FromShuffle([3, 0, 4, 1, 2], keepCount: 2);
        Assert.Equal(2, mask.KeepCount);
        Assert.Equal([3, 0, 4, 1, 2], mask.IdsShuffle);
        Assert.Equal([3, 0], mask.IdsKeep.ToArray());
        Assert.Equal([1, 3, 4, 0, 2], mask.IdsRestore);
        Assert.Equal([0f, 1f, 1f, 0f, 1f], mask.ToMask());
        Assert.Equal([false, true, true, false, true], Enumerable.Range(0, 5).Select(mask.IsMasked));
    }

    [Fact, Trait("Kind", "Unit")]
    public void FromShuffle_AllVisible_MasksNothing()
    {
        TokenMask mask = TokenMask.FromShuffle([1, 0], keepCount: 2);
        Assert.Equal([1, 0], mask.IdsKeep.ToArray());
        Assert.Equal([0f, 0f], mask.ToMask());
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4)]
    public void FromShuffle_CountOutOfRange_SaysBothCounts(int keepCount)
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => TokenMask.FromShuffle([2, 1, 0], keepCount));
        Assert.Equal($"Of 3 tokens {keepCount} cannot be visible. (Parameter 'keepCount')", fault.Message);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(new[] { 0, 1, 1 }, 1, 2)]
    [InlineData(new[] { 0, 3, 1 }, 3, 1)]
    [InlineData(new[] { -1, 0, 1 }, -1, 0)]
    public void FromShuffle_NoPermutation_SaysWhereAndWhat(int[] idsShuffle, int token, int position)
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => TokenMask.FromShuffle(idsShuffle, 1));
        Assert.Equal($"Token {token} at position {position} is out of range or repeated. (Parameter 'idsShuffle')", fault.Message);
    }
}
