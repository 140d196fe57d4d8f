namespace MaeUnderstand.Evaluation.Reconstruction;

/// <summary>What one image scored.</summary>
/// <param name="Index">Which image of the source.</param>
/// <param name="Name">Its path.</param>
/// <param name="Values">A number for each of <see cref="ScoreColumns"/>.</param>
public sealed record ImageScores(int Index, string Name, IReadOnlyList<double> Values);
