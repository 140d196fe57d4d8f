namespace MaeUnderstand.Reporting;

/// <summary>The part of an axis that a plot shows.</summary>
internal readonly record struct AxisRange(double Minimum, double Maximum)
{
    private const double Margin = 0.06;

    // Beyond it, differences and their squares overflow.
    private const double Largest = 1e100;

    internal static bool CanShow(double value) => Math.Abs(value) <= Largest;

    /// <summary>
    /// The values' extent with a margin on both sides. Where it is only rounding error, a tenth of the value to both sides; without a
    /// value 0 to 1.
    /// </summary>
    internal static AxisRange Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
            return new(0, 1);
        double minimum = values.Min(), maximum = values.Max();
        double size = Math.Max(Math.Abs(minimum), Math.Abs(maximum));
        double span = maximum - minimum;
        if (span > 1e-9 * size)
            return new(minimum - (Margin * span), maximum + (Margin * span));
        double half = size > 1e-100 ? size / 10 : 1;
        return new(minimum - half, maximum + half);
    }

    /// <summary>Where a value lies between the ends, 0 to 1.</summary>
    internal double Share(double value) => (value - Minimum) / (Maximum - Minimum);
}
