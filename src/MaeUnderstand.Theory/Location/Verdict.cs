namespace MaeUnderstand.Theory.Location;

/// <summary>Whether a condition of Theorem 1 is satisfied.</summary>
/// <param name="Condition">The condition in words.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">Why it fails, naming nodes, or why it was not checked, or what the check covered; may be empty.</param>
/// <param name="Witnesses">The variables that show the failure; else none.</param>
public sealed record Verdict(string Condition, VerdictOutcome Outcome, string Detail, IReadOnlyList<Variable> Witnesses);
