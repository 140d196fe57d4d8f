using MaeUnderstand.Data;
using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>Told how a probe is doing, on the thread that runs it.</summary>
public interface IProbeMonitor
{
    /// <summary>Features were computed.</summary>
    void Report(ExtractionProgress progress);

    /// <summary>An epoch is over.</summary>
    void Report(EpochProgress progress);

    /// <summary>An image cannot be read and is left out.</summary>
    void Report(BadImage bad);
}
