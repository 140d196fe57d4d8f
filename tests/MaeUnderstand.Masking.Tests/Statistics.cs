namespace MaeUnderstand.Masking.Tests;

/// <summary>Goodness of fit for the tests of random numbers. The keys are fixed, so that a test always sees the same numbers.</summary>
internal static class Statistics
{
    /// <summary>
    /// Fails where the counts fit equal chances so badly that truly random ones would do so once in a thousand times (χ² test; the
    /// quantile by Wilson and Hilferty's approximation, which is within 1 % from 5 degrees of freedom on).
    /// </summary>
    public static void AssertEquallyFrequent(IReadOnlyCollection<int> counts)
    {
        const double NormalQuantile = 3.090;                     // of 0.999
        double expected = counts.Average();
        double chiSquare = counts.Sum(count => (count - expected) * (count - expected)) / expected;
        int degrees = counts.Count - 1;
        double spread = 2.0 / (9 * degrees);
        double most = degrees * Math.Pow(1 - spread + NormalQuantile * Math.Sqrt(spread), 3);
        Assert.True(chiSquare < most, $"χ² is {chiSquare:F1} over {counts.Count} counts, at most {most:F1} is plausible.");
    }
}
