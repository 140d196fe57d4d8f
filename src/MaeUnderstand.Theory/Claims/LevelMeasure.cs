using MaeUnderstand.Theory.Prediction;

namespace MaeUnderstand.Theory.Claims;

/// <summary>A number that may be meant by "the level of c", or is set beside it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Subject">What a statement calls it.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="SmallestChange">The smallest change that matters.</param>
/// <param name="Of">The number of a cell.</param>
public sealed record LevelMeasure(string Name, string Subject, string Unit, double SmallestChange, Func<PredictionCell, SeededMean> Of)
{
    /// <summary>The headline: every member of C counts alike.</summary>
    public static LevelMeasure Mean { get; } = new("mean level of c's members", "level", "level", 0.1, cell => cell.Level);

    /// <summary>One high member is enough; it grows with the number of members, since it is a maximum.</summary>
    public static LevelMeasure Highest { get; } = new("highest level of a member of c", "level", "level", 0.1, cell => cell.HighestLevel);

    /// <summary>No level but an amount: what c determines, wherever it lies.</summary>
    public static LevelMeasure Sources { get; } =
        new("independent sources that c determines", "amount of shared information", "source", 1, cell => cell.Sources);

    /// <summary>The measures that predictions are judged by.</summary>
    public static IReadOnlyList<LevelMeasure> All { get; } = [Mean, Highest, Sources];
}
