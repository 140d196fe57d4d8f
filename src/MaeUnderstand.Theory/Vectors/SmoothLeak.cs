namespace MaeUnderstand.Theory.Vectors;

/// <summary>
/// A smooth leaky rectifier that keeps a standard normal number's mean 0 and variance 1: φ(t) = (t + β√(1 + t²) − βm) / s. It is
/// analytic, its slope runs from (1 − β)/s to (1 + β)/s, and its inverse is the root of a quadratic.
/// </summary>
internal static class SmoothLeak
{
    /// <summary>β: the slopes at the two ends differ by a factor of (1 + β)/(1 − β) = 9.</summary>
    private const double Bend = 0.8;

    /// <summary>m: the mean of √(1 + t²) of a standard normal t, by quadrature.</summary>
    private const double MeanRoot = 1.3545308064812602;

    // t and √(1 + t²) are uncorrelated, and the latter's mean square is 2.
    private static readonly double Deviation = Math.Sqrt(1 + Bend * Bend * (2 - MeanRoot * MeanRoot));

    /// <summary>φ(<paramref name="t"/>).</summary>
    public static double Apply(double t) => (t + Bend * (Math.Sqrt(1 + t * t) - MeanRoot)) / Deviation;

    /// <summary>The number whose φ is <paramref name="value"/>.</summary>
    public static double Invert(double value)
    {
        double y = value * Deviation + Bend * MeanRoot;
        return (y - Bend * Math.Sqrt(y * y + 1 - Bend * Bend)) / (1 - Bend * Bend);
    }
}
