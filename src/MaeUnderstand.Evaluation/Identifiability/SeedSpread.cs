namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>A number over seeds.</summary>
/// <param name="Median">The middle one, or the mean of the two in the middle.</param>
/// <param name="Least">The least.</param>
/// <param name="Most">The greatest.</param>
public readonly record struct SeedSpread(double Median, double Least, double Most)
{
    /// <summary>Summarises numbers.</summary>
    /// <param name="values">At least one.</param>
    internal static SeedSpread Of(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new(median, sorted[0], sorted[^1]);
    }
}
