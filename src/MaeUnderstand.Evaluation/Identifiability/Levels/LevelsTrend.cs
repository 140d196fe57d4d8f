namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>A claim of the paper about the grid, and what was measured. Differences are paired: the same world and seed on both sides.
/// </summary>
/// <param name="Claim">The claim in words.</param>
/// <param name="Verdict">Whether it was seen.</param>
/// <param name="Differences">What decides, each with a name and an interval over seeds.</param>
public sealed record LevelsTrend(string Claim, TrendVerdict Verdict, IReadOnlyList<TrendDifference> Differences);
