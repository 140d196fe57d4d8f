namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>A place of the grid whose masks end inside a unit, so that one unit is seen in part.</summary>
/// <param name="Ratio">Mask ratio.</param>
/// <param name="Unit">Side of a mask unit in tokens.</param>
public sealed record LevelsCut(double Ratio, int Unit);
