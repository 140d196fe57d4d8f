namespace MaeUnderstand.Masking;

/// <summary>
/// A 64-bit key that names one random choice. Every random number in the project is a pure function of such a key, derived from
/// the run's seed, the epoch, the sample and a <see cref="RandomPurpose"/>; so results do not depend on the number of workers or
/// ranks, a resumed run repeats an uninterrupted one, and any sample can be replayed alone.
/// </summary>
/// <param name="Value">The key itself.</param>
public readonly record struct RandomKey(ulong Value)
{
    private const ulong Golden = 0x9E3779B97F4A7C15UL;

    /// <summary>The key of a whole run.</summary>
    /// <param name="seed">The run's seed; any value.</param>
    public static RandomKey FromSeed(long seed) => default(RandomKey).Derive(seed);   // mixed twice, unlike a part: see Derive

    /// <summary>The key of one purpose under this key.</summary>
    public RandomKey For(RandomPurpose purpose) => Derive((ulong)purpose);

    /// <summary>The key of part <paramref name="index"/> (an epoch, a sample, an attempt) under this key.</summary>
    public RandomKey Derive(long index) => Derive(unchecked((ulong)index));

    // The two sides of the ^ must never be made alike: were a seed mixed once, as a part is, seed 1 for purpose 2 would be seed 2
    // for purpose 1, and every seed that equals its purpose would give the key 0.
    private RandomKey Derive(ulong part) => new(Mix(Mix(unchecked(part + Golden)) ^ Value));

    /// <summary>The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): a bijection whose outputs look independent.</summary>
    internal static ulong Mix(ulong z)
    {
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return z ^ (z >> 31);
    }
}
