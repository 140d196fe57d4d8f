namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>The level that the theory predicts for a mask.</summary>
/// <param name="Ratio">Mask ratio.</param>
/// <param name="Unit">Side of a mask unit in tokens.</param>
/// <param name="Value">The mean level of c's members: the mean over seeds with its interval.</param>
public sealed record PredictedLevel(double Ratio, int Unit, SeedInterval Value);
