namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>The time of masks on one hierarchy.</summary>
/// <param name="Hierarchy">Its name.</param>
/// <param name="Latents">Its latents.</param>
/// <param name="Seconds">Building it, and drawing, locating and counting all masks.</param>
/// <param name="MasksPerSecond">Masks over <paramref name="Seconds"/>.</param>
public sealed record PredictionTime(string Hierarchy, int Latents, double Seconds, double MasksPerSecond);
