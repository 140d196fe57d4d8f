using MaeUnderstand.Theory.Prediction;

namespace MaeUnderstand.Theory.Claims;

/// <summary>A number that may be meant by "the level of c".</summary>
/// <param name="Name">Its name.</param>
/// <param name="Of">The number of a cell.</param>
public sealed record LevelMeasure(string Name, Func<PredictionCell, SeededMean> Of)
{
    /// <summary>The headline: every member of C counts alike.</summary>
    public static LevelMeasure Mean { get; } = new("mean level of c's members", cell => cell.Level);

    /// <summary>One high member is enough; it grows with the number of members, since it is a maximum.</summary>
    public static LevelMeasure Highest { get; } = new("highest level of a member of c", cell => cell.HighestLevel);
}
