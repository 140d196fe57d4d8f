namespace MaeUnderstand.Fuzz.Execution;

/// <summary>What fuzzing a reader came to.</summary>
/// <param name="Reader">Its name.</param>
/// <param name="Executions">Inputs read.</param>
/// <param name="Elapsed">The time they took, start of the workers included.</param>
/// <param name="Findings">A line each: where the input is saved, and what it is.</param>
internal sealed record FuzzReport(string Reader, long Executions, TimeSpan Elapsed, IReadOnlyList<string> Findings);
