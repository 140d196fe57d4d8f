using MaeUnderstand.Theory.Intervals;
using MaeUnderstand.Training.Benchmarks;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>A number over seeds.</summary>
/// <param name="Median">The middle one, or the mean of the two in the middle.</param>
/// <param name="Least">The least.</param>
/// <param name="Most">The greatest.</param>
/// <param name="HalfWidth">Half the 95 % confidence interval of the mean (Student's t); absent for one seed.</param>
public readonly record struct SeedSpread(double Median, double Least, double Most, double? HalfWidth)
{
    /// <summary>Summarises numbers.</summary>
    /// <param name="values">At least one.</param>
    internal static SeedSpread Of(IReadOnlyList<double> values) => new(
        Statistics.Median(values), values.Min(), values.Max(), values.Count > 1 ? StudentT.HalfWidth(values) : null);
}
