namespace MaeUnderstand.Training.Runs;

/// <summary>What a step did.</summary>
/// <param name="Step">Steps done, this one included.</param>
/// <param name="Epoch">The fractional epoch before the step.</param>
/// <param name="LearningRate">The rate of the step.</param>
/// <param name="Loss">The loss before the update.</param>
/// <param name="GradientNorm">The Euclidean norm of the gradient, before clipping.</param>
public sealed record StepMetrics(long Step, double Epoch, double LearningRate, float Loss, float GradientNorm)
{
    /// <summary>Whether loss and gradient are numbers to go on with.</summary>
    public bool IsFinite => float.IsFinite(Loss) && float.IsFinite(GradientNorm);

    /// <summary>What is wrong with a step that is not finite: the beginning of a message.</summary>
    internal string FaultInWords()
    {
        string what = float.IsFinite(Loss) ? $"norm of the gradient is {GradientNorm}" : $"loss is {Loss}";
        return $"The {what} at step {Step} (learning rate {LearningRate:G4})";
    }
}
