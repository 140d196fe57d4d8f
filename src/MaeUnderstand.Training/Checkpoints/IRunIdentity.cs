using MaeUnderstand.Models.Weights;

namespace MaeUnderstand.Training.Checkpoints;

/// <summary>What must not change when a run goes on, or its steps would not be those of an uninterrupted run.</summary>
internal interface IRunIdentity
{
    /// <summary>The model that the run's checkpoints hold.</summary>
    ModelDescription Model { get; }

    /// <summary>The identity as text.</summary>
    string ToText();

    /// <summary>What a saved identity has differently, each with both values, the saved one's first.</summary>
    /// <param name="saved">From <see cref="ToText"/>.</param>
    /// <returns><see langword="null"/> where the text is no such identity.</returns>
    IEnumerable<string>? DifferencesOf(string saved);
}
