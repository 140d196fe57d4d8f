using System.Globalization;
using MaeUnderstand.Theory.Prediction;

namespace MaeUnderstand.Theory.Claims;

/// <summary>
/// Judges what the paper says of mask ratio and unit (sections 2.3 and 4) by a prediction. A change counts as shown where its interval
/// excludes 0, and as large enough to matter from 0.1 level (or one source) on; a statement over several units holds where it does for
/// all of them, and in part where it does for some or in part.
/// </summary>
public static class LevelClaims
{
    private const double LowShare = 0.25;            // of a curve's range, up to which its end is low

    /// <summary>The three statements, by one measure of level.</summary>
    public static IReadOnlyList<Claim> Judge(PredictionReport report, LevelMeasure measure)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(measure);
        (int Unit, RatioCurve Curve)[] curves =
            [.. report.Plan.Units.Select(unit => (unit, new RatioCurve(report.OfUnit(unit), measure)))];
        return
        [
            OverRatio(curves, "ratio", measure,
                $"The {measure.Subject} rises with the mask ratio and then falls.",
                curve => Shape(curve, measure), curve => [.. LowLevels(curve), .. Symmetry(curve, measure)]),
            OverRatio(curves, "extremes", measure,
                $"At very small and very large mask ratios the {measure.Subject} is low.", curve => Ends(curve, measure), _ => []),
            OverUnits(report, measure),
        ];
    }

    private static Claim OverRatio((int Unit, RatioCurve Curve)[] curves, string name, LevelMeasure measure, string statement,
        Func<RatioCurve, (ClaimVerdict, string)> judge, Func<RatioCurve, IEnumerable<string>> reasons)
    {
        (int Unit, RatioCurve Curve)[] testable = [.. curves.Where(curve => curve.Curve.IsTestable)];
        if (testable.Length == 0)
            return new Claim(name, measure.Name, statement, ClaimVerdict.NotTested, ["It takes three ratios whose c is not empty."], []);
        (int Unit, ClaimVerdict Verdict, string Evidence)[] judged =
        [
            .. from curve in testable
               let result = judge(curve.Curve)
               select (curve.Unit, result.Item1, result.Item2),
        ];
        return new Claim(name, measure.Name, statement, Together([.. judged.Select(result => result.Verdict)]),
            [.. judged.Select(result => $"unit {result.Unit} {Words(result.Verdict)}: {result.Evidence}")],
            [.. testable.SelectMany(curve => reasons(curve.Curve).Select(reason => $"unit {curve.Unit}: {reason}"))]);
    }

    /// <summary>
    /// Rises and falls: both are shown, matter, and no step the wrong way is both. In part: both are shown, or one matters.
    /// </summary>
    private static (ClaimVerdict, string) Shape(RatioCurve curve, LevelMeasure measure)
    {
        Estimate rise = curve.Rise, fall = curve.Fall;
        (bool rises, bool falls) = (rise.Low > 0, fall.Low > 0);
        bool matters = Math.Min(rise.Mean, fall.Mean) >= curve.SmallestChange;
        var reversal = rises && falls && matters ? curve.Reversal : null;
        ClaimVerdict verdict = rises && falls && matters && reversal is null ? ClaimVerdict.Holds
            : (rises && falls) || (rises && rise.Mean >= curve.SmallestChange) || (falls && fall.Mean >= curve.SmallestChange)
                ? ClaimVerdict.HoldsInPart
                : ClaimVerdict.DoesNotHold;
        string text = $"highest at ratio {Text(curve.PeakCell.Ratio)}, {Text(rise)} above ratio {Text(curve.First.Ratio)} and " +
            $"{Text(fall)} above ratio {Text(curve.Last.Ratio)}";
        if (rises && falls && !matters)
            text += $", which is less than {Text(measure.SmallestChange)} {measure.Unit}";
        if (reversal is { } wrong)
            text += $"; but between ratios {Text(wrong.FromRatio)} and {Text(wrong.ToRatio)} it goes {Text(wrong.Change)} the wrong way";
        return (verdict, text + ".");
    }

    /// <summary>
    /// Ends low: the peak is shown to lie above both ends, by enough to matter, and both ends lie in the lowest quarter of the curve's
    /// range.
    /// In part: one end does, or both with a smaller range.
    /// </summary>
    private static (ClaimVerdict, string) Ends(RatioCurve curve, LevelMeasure measure)
    {
        (double first, double last) = curve.EndShares;
        bool firstIsLow = curve.Rise.Low > 0 && first <= LowShare, lastIsLow = curve.Fall.Low > 0 && last <= LowShare;
        bool matters = Math.Min(curve.Rise.Mean, curve.Fall.Mean) >= curve.SmallestChange;
        ClaimVerdict verdict = firstIsLow && lastIsLow && matters ? ClaimVerdict.Holds
            : firstIsLow || lastIsLow ? ClaimVerdict.HoldsInPart
            : ClaimVerdict.DoesNotHold;
        string text = string.Create(CultureInfo.InvariantCulture,
            $"of the way from the curve's lowest to its highest value, ratio {curve.First.Ratio} is at {first:P0} and ") +
            string.Create(CultureInfo.InvariantCulture, $"ratio {curve.Last.Ratio} at {last:P0}");
        if (firstIsLow && lastIsLow && !matters)
            text += $", but the peak is less than {Text(measure.SmallestChange)} {measure.Unit} above an end";
        return (verdict, text + ".");
    }

    /// <summary>
    /// Averaged over the ratios, the level of the best unit lies above the smallest unit's and above the largest one's, both shown
    /// (with confidence for all pairs of units together) and by enough to matter. In part: it rises, but does not turn in the units tried.
    /// </summary>
    private static Claim OverUnits(PredictionReport report, LevelMeasure measure)
    {
        string statement = $"Larger mask units raise the {measure.Subject}, up to a point.";
        double[] common =
        [
            .. report.Plan.Ratios.Where(ratio =>
                report.Cells.Where(cell => cell.Ratio == ratio).All(cell => measure.Of(cell).BySeed.All(double.IsFinite))),
        ];
        int[] units = [.. report.Plan.Units];
        if (units.Length < 2 || common.Length == 0)
            return new Claim("unit", measure.Name, statement, ClaimVerdict.NotTested, ["It takes two units whose c is not empty."], []);
        SeededMean[] levels =
        [
            .. units.Select(unit =>
                SeededMean.Average([.. report.OfUnit(unit).Where(cell => common.Contains(cell.Ratio)).Select(measure.Of)])),
        ];
        int best = Array.FindIndex(levels, level => level.Mean == levels.Max(other => other.Mean));
        double outside = SeededMean.Outside / Math.Max(1, units.Length * (units.Length - 1) / 2);
        Estimate rise = levels[best].Minus(levels[0], outside), fall = levels[best].Minus(levels[^1], outside);
        bool rises = rise.Low > 0 && rise.Mean >= measure.SmallestChange;
        bool turns = fall.Low > 0 && fall.Mean >= measure.SmallestChange;
        string listed = string.Join(", ", units.Zip(levels, (unit, level) => $"unit {unit} {Text(level.Estimate)}"));
        string turn = turns ? $"from unit {units[best]} to unit {units[^1]} it falls by {Text(fall)}"
            : $"it does not turn in the units tried, up to {units[^1]}";
        return new Claim("unit", measure.Name, statement,
            rises && turns ? ClaimVerdict.Holds : rises ? ClaimVerdict.HoldsInPart : ClaimVerdict.DoesNotHold,
            [
                $"Averaged over the ratios: {listed}.",
                rises ? $"From unit {units[0]} to unit {units[best]} it rises by {Text(rise)}; {turn}."
                    : $"No unit lies {Text(measure.SmallestChange)} {measure.Unit} above unit {units[0]}: " +
                        $"the best, unit {units[best]}, by {Text(rise)}.",
            ],
            [.. units.Select(unit => WhyUnit(unit, report.OfUnit(unit)))]);
    }

    /// <summary>What share of c is low, in the middle and at the ends.</summary>
    private static IEnumerable<string> LowLevels(RatioCurve curve)
    {
        int lowest = LowestLevel([curve.First, curve.PeakCell, curve.Last]);
        yield return string.Create(CultureInfo.InvariantCulture,
            $"at ratio {curve.PeakCell.Ratio} the masks split {curve.PeakCell.SplitShares[lowest - 1]:P0} of the level-{lowest} " +
            $"latents; each is in c or has such a descendant, and level {lowest} makes up {Share(curve.PeakCell, lowest):P1} of c, " +
            $"against {Share(curve.First, lowest):P1} and {Share(curve.Last, lowest):P1} at the ends.");
    }

    private static IEnumerable<string> Symmetry(RatioCurve curve, LevelMeasure measure)
    {
        if (curve.Asymmetry is { } most)
        {
            yield return "a mask and its complement share the same c (Theorem 1), so ratios r and 1 − r are alike: " +
                string.Create(CultureInfo.InvariantCulture, $"they differ by at most {most:0.###} {measure.Unit}.");
        }
    }

    private static string WhyUnit(int unit, IReadOnlyList<PredictionCell> cells)
    {
        int lowest = LowestLevel(cells);
        double share = cells.Average(cell => Share(cell, lowest)), split = cells.Average(cell => cell.SplitShares[lowest - 1]);
        int cut = cells.Count(cell => cell.CutsAUnit);
        string text = string.Create(CultureInfo.InvariantCulture,
            $"unit {unit}: masks split {split:P1} of the level-{lowest} latents, which make up {share:P1} of c");
        return cut == 0 || unit == 1 ? text + "."
            : $"{text}; at {cut} of {cells.Count} ratios a unit is masked in part, which alone brings in its lowest latents.";
    }

    /// <summary>The lowest level from which a member of c comes, of several cells.</summary>
    private static int LowestLevel(IReadOnlyList<PredictionCell> cells) =>
        1 + Enumerable.Range(0, cells[0].LevelShares.Count).FirstOrDefault(level => cells.Any(cell => cell.LevelShares[level] > 0));

    private static double Share(PredictionCell cell, int level) => cell.LevelShares[level - 1];

    private static ClaimVerdict Together(ClaimVerdict[] verdicts) =>
        verdicts.All(verdict => verdict == verdicts[0]) ? verdicts[0] : ClaimVerdict.HoldsInPart;

    /// <summary>A verdict in a sentence.</summary>
    public static string Words(ClaimVerdict verdict) => verdict switch
    {
        ClaimVerdict.Holds => "holds",
        ClaimVerdict.HoldsInPart => "holds in part",
        ClaimVerdict.DoesNotHold => "does not hold",
        _ => "not tested",
    };

    private static string Text(double ratio) => ratio.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Text(Estimate estimate) =>
        string.Create(CultureInfo.InvariantCulture, $"{estimate.Mean:0.000} [{estimate.Low:0.000}, {estimate.High:0.000}]");
}
