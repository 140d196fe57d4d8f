namespace MaeUnderstand.Evaluation.Probing;

/// <summary>How well images are classified.</summary>
/// <param name="Top1">Share of the images whose first guess is right.</param>
/// <param name="Top5">Share of the images of whose first five guesses one is right.</param>
/// <param name="Loss">Mean cross-entropy in nats.</param>
internal readonly record struct ProbeScores(double Top1, double Top5, double Loss);
