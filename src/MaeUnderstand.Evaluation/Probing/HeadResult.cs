namespace MaeUnderstand.Evaluation.Probing;

/// <summary>What training a head came to.</summary>
/// <param name="Last">The validation scores after the last epoch.</param>
/// <param name="BestTop1">The highest top-1 of any epoch.</param>
/// <param name="BestEpoch">The earliest epoch that reached it; the first is 1.</param>
/// <param name="BaseLearningRate">The learning rate per 256 images.</param>
/// <param name="Others">The scores of other features after the last epoch.</param>
internal sealed record HeadResult(
    ProbeScores Last, double BestTop1, int BestEpoch, double BaseLearningRate, IReadOnlyList<ProbeScores> Others);
