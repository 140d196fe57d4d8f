namespace MaeUnderstand.Theory.Intervals;

/// <summary>Confidence intervals of means by Student's t distribution.</summary>
public static class StudentT
{
    /// <summary>Half the width of the interval round the mean of independent observations.</summary>
    /// <param name="values">Two or more.</param>
    /// <param name="outside">1 minus the interval's confidence: 0.05 for a 95 % interval.</param>
    /// <exception cref="ArgumentException">There are fewer than two, which tell nothing about their spread.</exception>
    public static double HalfWidth(IReadOnlyCollection<double> values, double outside = 0.05)
    {
        ArgumentNullException.ThrowIfNull(values);
        int count = values.Count;
        if (count < 2)
            throw new ArgumentException($"An interval needs two observations, not {count}.", nameof(values));
        double mean = values.Average();
        double variance = values.Sum(value => (value - mean) * (value - mean)) / (count - 1);
        return TwoSided(outside, count - 1) * Math.Sqrt(variance / count);
    }

    /// <summary>The t that a share <paramref name="outside"/> of the distribution exceeds in size, on both sides together.</summary>
    /// <param name="outside">Above 0 and below 1: 0.05 for a 95 % interval.</param>
    /// <param name="freedom">Degrees of freedom, at least 1; infinity gives the normal distribution's.</param>
    /// <remarks>Exact for 1 and 2 degrees; else G. W. Hill's series (CACM algorithm 396, 1970), good to three digits or more.</remarks>
    public static double TwoSided(double outside, double freedom)
    {
        if (freedom == 1)
            return 1 / Math.Tan(outside * Math.PI / 2);
        if (freedom == 2)
            return Math.Sqrt(2 / (outside * (2 - outside)) - 2);
        if (double.IsPositiveInfinity(freedom))
            return Normal(outside);
        double n = freedom;
        double a = 1 / (n - 0.5), b = 48 / (a * a);
        double c = ((20700 * a / b - 98) * a - 16) * a + 96.36;
        double d = ((94.5 / (b + c) - 3) / b + 1) * Math.Sqrt(a * Math.PI / 2) * n;
        double y = Math.Pow(d * outside, 2 / n);
        if (y > 0.05 + a)
        {
            double x = -Normal(outside);
            y = x * x;
            if (n < 5)
                c += 0.3 * (n - 4.5) * (x + 0.6);
            c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
            y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
            y = a * y * y;
            y = y > 0.002 ? Math.Exp(y) - 1 : 0.5 * y * y + y;
        }
        else
        {
            y = ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) * (n + 1) / (n + 2) + 1 / y;
        }
        return Math.Sqrt(n * y);
    }

    /// <summary>The normal distribution's, by Abramowitz and Stegun's 26.2.23, within 4.5e-4.</summary>
    private static double Normal(double outside)
    {
        double t = Math.Sqrt(-2 * Math.Log(outside / 2));
        return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    }
}
