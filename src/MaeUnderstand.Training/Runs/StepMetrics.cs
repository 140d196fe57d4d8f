namespace MaeUnderstand.Training.Runs;

/// <summary>What a step did.</summary>
/// <param name="Step">Steps done, this one included.</param>
/// <param name="Epoch">The fractional epoch before the step.</param>
/// <param name="LearningRate">The rate of the step.</param>
/// <param name="Loss">The loss before the update.</param>
/// <param name="GradientNorm">The Euclidean norm of the gradient, before clipping.</param>
public sealed record StepMetrics(long Step, double Epoch, double LearningRate, float Loss, float GradientNorm);
