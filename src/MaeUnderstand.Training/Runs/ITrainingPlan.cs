using MaeUnderstand.Training.Pretraining;

namespace MaeUnderstand.Training.Runs;

/// <summary>What the parts that every training loop shares need to know of a run.</summary>
internal interface ITrainingPlan
{
    /// <summary>Images of one step.</summary>
    int EffectiveBatchSize { get; }

    /// <summary>Steps of the whole run.</summary>
    long TotalSteps { get; }

    /// <summary>Steps between reports.</summary>
    int LogEvery { get; }

    /// <summary>Steps between checkpoints; 0 for none but the last.</summary>
    long SaveEvery { get; }

    /// <summary>Minutes between checkpoints, besides those of <see cref="SaveEvery"/>; <see langword="null"/> for none.</summary>
    double? SaveMinutes { get; }

    /// <summary>Checkpoints that stay on the disk; <see langword="null"/> for all.</summary>
    int? Keep { get; }

    /// <summary>What happens when loss or gradient is not finite.</summary>
    OnNonFinite OnNonFinite { get; }

    /// <summary>The fractional epoch before step <paramref name="step"/> (steps count from 0).</summary>
    double EpochAt(long step);
}
