namespace MaeUnderstand.Masking;

/// <summary>
/// The stream of random numbers that a <see cref="RandomKey"/> names: SplitMix64 started at the key. A value type: a copy replays
/// the numbers from where it was copied, so pass it by <see langword="ref"/>.
/// </summary>
/// <param name="key">Names the stream.</param>
public struct KeyedRandom(RandomKey key)
{
    private ulong state = key.Value;

    /// <summary>64 uniform random bits.</summary>
    public ulong NextUInt64()
    {
        state = unchecked(state + 0x9E3779B97F4A7C15UL);
        return RandomKey.Mix(state);
    }

    /// <summary>A uniform number in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double NextDouble(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>A uniform integer in [0, <paramref name="exclusive"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusive"/> is not positive.</exception>
    public int NextInt32(int exclusive)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusive);
        return (int)Math.BigMul(NextUInt64(), (ulong)exclusive, out _);   // bias below 2⁻³³
    }

    /// <summary>A normal number of mean 0 and standard deviation 1 (Box and Muller; takes two uniform numbers).</summary>
    public double NextGaussian()
    {
        double radius = Math.Sqrt(-2.0 * Math.Log(1.0 - NextDouble()));
        return radius * Math.Cos(2.0 * Math.PI * NextDouble());
    }

    /// <summary>A number in [0, 1] of the Beta distribution; takes as many uniform numbers as it needs.</summary>
    /// <param name="alpha">Weight of 1, above 0; the mean is alpha / (alpha + beta).</param>
    /// <param name="beta">Weight of 0, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not positive or not finite.</exception>
    public double NextBeta(double alpha, double beta)
    {
        // Compared as logarithms: the numbers themselves are both 0 where the weights are small.
        double one = NextLogGamma(alpha, nameof(alpha));
        double zero = NextLogGamma(beta, nameof(beta));
        return 1 / (1 + Math.Exp(zero - one));
    }

    /// <summary>Puts the items into a uniformly random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The logarithm of a Gamma number (Marsaglia and Tsang, ACM TOMS 26(3), 2000; below shape 1 by their section 6).</summary>
    private double NextLogGamma(double shape, string name)
    {
        if (!(shape > 0 && double.IsFinite(shape)))
            throw new ArgumentOutOfRangeException(name, shape, "A Beta distribution's weights must be above 0 and finite.");
        if (shape < 1)
            return NextLogGamma(shape + 1, name) + Math.Log(1 - NextDouble()) / shape;
        double d = shape - 1.0 / 3;
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = NextGaussian();
            double v = 1 + c * x;
            if (v <= 0)
                continue;
            double logV = 3 * Math.Log(v);
            if (Math.Log(1 - NextDouble()) < 0.5 * x * x + d * (1 - v * v * v + logV))
                return Math.Log(d) + logV;
        }
    }
}
