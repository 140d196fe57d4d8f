namespace MaeUnderstand.Training.Pretraining;

/// <summary>
/// Linear warm-up from zero, then half a cosine, as a function of the fractional epoch (facebookresearch/mae,
/// <c>util/lr_sched.py</c>). Evaluated before every step.
/// </summary>
/// <param name="Peak">The rate at the end of the warm-up.</param>
/// <param name="Minimum">The rate at the end of the run.</param>
/// <param name="WarmupEpochs">Length of the warm-up.</param>
/// <param name="Epochs">Length of the run.</param>
public sealed record LearningRateSchedule(double Peak, double Minimum, double WarmupEpochs, double Epochs)
{
    /// <summary>The rate at a point of the run.</summary>
    /// <param name="epoch">Epochs done, with their fraction.</param>
    public double At(double epoch) => epoch < WarmupEpochs
        ? Peak * epoch / WarmupEpochs
        : Minimum + (Peak - Minimum) * 0.5 * (1.0 + Math.Cos(Math.PI * (epoch - WarmupEpochs) / (Epochs - WarmupEpochs)));
}
