using MaeUnderstand.Theory.Intervals;

namespace MaeUnderstand.Theory.Prediction;

/// <summary>
/// The mean of a number over masks and over hierarchies, with what is needed for the interval of it and of a difference. Where
/// several hierarchies were drawn, each hierarchy's mean is one observation: their spread holds that of hierarchies and that of masks.
/// Where there is one, the masks are the observations.
/// </summary>
/// <param name="BySeed">The mean over the masks of each hierarchy; NaN where no mask has the number.</param>
/// <param name="MaskError">The standard error of the mean over all masks, the hierarchies taken as given.</param>
/// <param name="MaskDeviation">The standard deviation over masks (and hierarchies).</param>
public sealed record SeededMean(IReadOnlyList<double> BySeed, double MaskError, double MaskDeviation)
{
    /// <summary>1 minus the confidence of an interval.</summary>
    public const double Outside = 0.05;

    /// <summary>The mean over the hierarchies; NaN where no mask has the number.</summary>
    public double Mean => BySeed.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    /// <summary>The mean and its interval: Student's over hierarchies, or the normal one over the masks of a single one.</summary>
    public Estimate Estimate => IntervalOf(BySeed, MaskError, Outside);

    /// <summary>The difference this − other, hierarchy by hierarchy where there are several.</summary>
    /// <param name="other">Of the same hierarchies and other masks.</param>
    /// <param name="outside">1 minus the interval's confidence.</param>
    public Estimate Minus(SeededMean other, double outside = Outside)
    {
        ArgumentNullException.ThrowIfNull(other);
        return IntervalOf([.. BySeed.Zip(other.BySeed, (a, b) => a - b)], double.Hypot(MaskError, other.MaskError), outside);
    }

    /// <summary>The mean of several such numbers of the same hierarchies and different masks, such as over ratios.</summary>
    public static SeededMean Average(IReadOnlyCollection<SeededMean> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new SeededMean(
            [.. Enumerable.Range(0, parts.First().BySeed.Count).Select(seed => parts.Average(part => part.BySeed[seed]))],
            Math.Sqrt(parts.Sum(part => part.MaskError * part.MaskError)) / parts.Count,
            Math.Sqrt(parts.Average(part => part.MaskDeviation * part.MaskDeviation)));
    }

    private static Estimate IntervalOf(IReadOnlyList<double> bySeed, double maskError, double outside)
    {
        double[] known = [.. bySeed.Where(double.IsFinite)];
        if (known.Length == 0)
            return new Estimate(double.NaN, double.NaN, double.NaN);
        double mean = known.Average();
        double half = known.Length == 1
            ? StudentT.TwoSided(outside, double.PositiveInfinity) * maskError
            : StudentT.HalfWidth(known, outside);
        return new Estimate(mean, mean - half, mean + half);
    }
}
