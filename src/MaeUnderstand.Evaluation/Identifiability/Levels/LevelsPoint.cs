namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>A value of one level at one place of the grid.</summary>
/// <param name="Ratio">Mask ratio.</param>
/// <param name="Unit">Side of a mask unit in tokens.</param>
/// <param name="Level">The level: 3 the scene, 2 its parts, 1 their surfaces.</param>
/// <param name="Value">The mean over seeds with its interval.</param>
public sealed record LevelsPoint(double Ratio, int Unit, int Level, SeedInterval Value);
