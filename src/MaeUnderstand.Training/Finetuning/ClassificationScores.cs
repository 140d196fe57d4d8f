namespace MaeUnderstand.Training.Finetuning;

/// <summary>How well images are classified.</summary>
/// <param name="Top1">Share of the images whose first guess is right.</param>
/// <param name="Top5">Share of the images of whose first five guesses one is right.</param>
/// <param name="Loss">Mean cross-entropy in nats.</param>
/// <param name="Images">Images that count: those that could be read.</param>
public sealed record ClassificationScores(double Top1, double Top5, double Loss, int Images);
