namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>A mean over independent seeds with its 95 % confidence interval (Student's t).</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The interval's lower end; the mean itself for one seed, which tells nothing about spread.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Seeds">How many values.</param>
public sealed record SeedInterval(double Mean, double Low, double High, int Seeds)
{
    /// <summary>Quantiles 0.975 of Student's t for 1, 2, … degrees of freedom; beyond them the normal one is close enough.</summary>
    private static readonly double[] Quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101,
        2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>The interval of some values.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static SeedInterval Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0)
            throw new ArgumentException("An interval needs a value.", nameof(values));
        double mean = all.Average();
        if (all.Length == 1)
            return new(mean, mean, mean, 1);
        double deviation = Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1));
        double quantile = all.Length - 2 < Quantiles.Length ? Quantiles[all.Length - 2] : 1.96;
        double half = quantile * deviation / Math.Sqrt(all.Length);
        return new(mean, mean - half, mean + half, all.Length);
    }
}
