using System.Globalization;

namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>The paper's claims (sections 2.3 and 4) as differences between models of the grid.</summary>
internal static class LevelsTrends
{
    /// <summary>What the grid says of the claims that it can be asked about.</summary>
    /// <param name="plan">The grid.</param>
    /// <param name="results">Its models.</param>
    /// <param name="levels">The levels, from the top.</param>
    public static IReadOnlyList<LevelsTrend> Of(LevelsPlan plan, IReadOnlyList<CellResult> results, IReadOnlyList<int> levels)
    {
        (int top, int bottom) = (levels[0], levels[^1]);
        var trends = new List<LevelsTrend>();
        if (plan.Ratios.Count >= 3)
        {
            trends.AddRange(plan.Units.Select(unit => RiseAndFall(plan, results, unit, top)));
            trends.AddRange(plan.Units.Select(unit => Gap(plan, results, unit, top, bottom)));
        }
        if (plan.Units.Count >= 2)
            trends.Add(LargerUnits(plan, results, top));
        return trends;
    }

    private static LevelsTrend RiseAndFall(LevelsPlan plan, IReadOnlyList<CellResult> results, int unit, int top) =>
        Inner(plan, results, unit,
            $"{UnitsOf(unit)}: the scene is read better off models of inner mask ratios, on average, than off those of either end",
            cell => cell.MeanOf(top));

    private static LevelsTrend Gap(LevelsPlan plan, IReadOnlyList<CellResult> results, int unit, int top, int bottom) =>
        Inner(plan, results, unit,
            $"{UnitsOf(unit)}: inner mask ratios favour the scene over the surfaces, on average, more than either end does " +
            "(difference of the two levels)",
            cell => cell.MeanOf(top) - cell.MeanOf(bottom));

    private static string UnitsOf(int unit) => $"Units of {unit} token{(unit > 1 ? "s" : "")}";

    private static LevelsTrend Inner(
        LevelsPlan plan, IReadOnlyList<CellResult> results, int unit, string claim, Func<CellResult, double> value)
    {
        double[] inner = [.. plan.Ratios.Skip(1).SkipLast(1)];
        return Judge(claim, [.. new[] { plan.Ratios[0], plan.Ratios[^1] }.Select(end => new TrendDifference(
            string.Create(CultureInfo.InvariantCulture, $"mean of ratios {string.Join(", ", inner)} − ratio {end}"),
            SeedInterval.Of(plan.Seeds.Select(seed =>
                inner.Average(ratio => value(Cell(results, ratio, unit, seed))) - value(Cell(results, end, unit, seed))))))]);
    }

    private static LevelsTrend LargerUnits(LevelsPlan plan, IReadOnlyList<CellResult> results, int top)
    {
        int small = plan.Units[0];
        return Judge("Larger mask units raise how well the scene is read, mean over ratios", [.. plan.Units.Skip(1).Select(unit =>
            new TrendDifference($"units of {unit} − units of {small}", SeedInterval.Of(plan.Seeds.Select(seed => plan.Ratios.Average(ratio =>
                Cell(results, ratio, unit, seed).MeanOf(top) - Cell(results, ratio, small, seed).MeanOf(top))))))]);
    }

    private static CellResult Cell(IReadOnlyList<CellResult> results, double ratio, int unit, long seed) =>
        results.First(cell => cell.Ratio == ratio && cell.Unit == unit && cell.Seed == seed);

    private static LevelsTrend Judge(string claim, IReadOnlyList<TrendDifference> differences)
    {
        bool isOneSeed = differences.Any(difference => difference.Value.Seeds == 1);
        TrendVerdict verdict = differences.All(difference => difference.Value.Low > 0) && !isOneSeed ? TrendVerdict.Seen
            : differences.Any(difference => difference.Value.High < 0) && !isOneSeed ? TrendVerdict.Contradicted
            : differences.All(difference => difference.Value.Mean > 0) ? TrendVerdict.Undecided
            : TrendVerdict.NotSeen;
        return new(claim, verdict, differences);
    }
}
