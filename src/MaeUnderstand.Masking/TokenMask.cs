namespace MaeUnderstand.Masking;

/// <summary>The mask of one image, in the three forms that the reference's <c>random_masking</c> returns.</summary>
public sealed class TokenMask
{
    private TokenMask(int[] idsShuffle, int[] idsRestore, int keepCount)
    {
        IdsShuffle = idsShuffle;
        IdsRestore = idsRestore;
        KeepCount = keepCount;
    }

    /// <summary>[L] All tokens in the order in which they were drawn: the visible ones first.</summary>
    public IReadOnlyList<int> IdsShuffle { get; }

    /// <summary>[L] Where each token stands in <see cref="IdsShuffle"/>.</summary>
    public IReadOnlyList<int> IdsRestore { get; }

    /// <summary>K, the number of visible tokens.</summary>
    public int KeepCount { get; }

    /// <summary>[K] The visible tokens, in the order in which they enter the encoder.</summary>
    public ReadOnlySpan<int> IdsKeep => ((int[])IdsShuffle).AsSpan(0, KeepCount);

    /// <summary>Whether token <paramref name="token"/> is removed (the reference's mask value 1).</summary>
    public bool IsMasked(int token) => IdsRestore[token] >= KeepCount;

    /// <summary>[L] 1 where a token is removed, 0 where it is kept; a fresh array.</summary>
    public float[] ToMask() => [.. IdsRestore.Select(position => position >= KeepCount ? 1f : 0f)];

    /// <summary>Completes a mask from the order of its tokens.</summary>
    /// <param name="idsShuffle">[L] a permutation of the tokens; kept by the mask.</param>
    /// <param name="keepCount">How many of the first are visible, 1 to L.</param>
    /// <exception cref="ArgumentException">It is not a permutation, or the count is outside its range.</exception>
    public static TokenMask FromShuffle(int[] idsShuffle, int keepCount)
    {
        ArgumentNullException.ThrowIfNull(idsShuffle);
        if (keepCount < 1 || keepCount > idsShuffle.Length)
            throw new ArgumentException($"Of {idsShuffle.Length} tokens {keepCount} cannot be visible.", nameof(keepCount));

        var idsRestore = new int[idsShuffle.Length];
        Array.Fill(idsRestore, -1);
        for (int i = 0; i < idsShuffle.Length; i++)
        {
            int token = idsShuffle[i];
            if ((uint)token >= (uint)idsRestore.Length || idsRestore[token] >= 0)
                throw new ArgumentException($"Token {token} at position {i} is out of range or repeated.", nameof(idsShuffle));
            idsRestore[token] = i;
        }
        return new TokenMask(idsShuffle, idsRestore, keepCount);
    }
}
