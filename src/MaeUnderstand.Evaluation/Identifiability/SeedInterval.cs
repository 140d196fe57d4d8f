using MaeUnderstand.Theory.Intervals;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>A mean over independent seeds with its 95 % confidence interval (Student's t).</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The interval's lower end; the mean itself for one seed, which tells nothing about spread.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Seeds">How many values.</param>
public sealed record SeedInterval(double Mean, double Low, double High, int Seeds)
{
    /// <summary>The interval of some values.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static SeedInterval Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0)
            throw new ArgumentException("An interval needs a value.", nameof(values));
        double mean = all.Average();
        double half = all.Length == 1 ? 0 : StudentT.HalfWidth(all);
        return new(mean, mean - half, mean + half, all.Length);
    }
}
