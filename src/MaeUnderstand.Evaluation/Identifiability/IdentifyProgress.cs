namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>How far <c>mae theory identify</c> is.</summary>
/// <param name="Run">The run, from 1.</param>
/// <param name="Runs">All runs: masks times seeds.</param>
/// <param name="Graph">The graph.</param>
/// <param name="Mask">The masked observables.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">All steps of the run.</param>
/// <param name="Loss">The loss of the last step.</param>
public readonly record struct IdentifyProgress(int Run, int Runs, string Graph, string Mask, long Seed, int Step, int Steps, double Loss);
