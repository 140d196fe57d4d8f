namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>A difference that a claim says is above 0.</summary>
/// <param name="Name">Of what from what.</param>
/// <param name="Value">Its mean over seeds and interval.</param>
public sealed record TrendDifference(string Name, SeedInterval Value);
