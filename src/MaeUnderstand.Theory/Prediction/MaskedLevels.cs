namespace MaeUnderstand.Theory.Prediction;

/// <summary>What a batch of masks shares, counted.</summary>
/// <remarks>Every array has a value a mask; counts by level are summed over the masks and start at level 1.</remarks>
internal sealed record MaskedLevels
{
    /// <summary>Members of C.</summary>
    public required int[] Members { get; init; }

    /// <summary>Sum of the levels of C's members.</summary>
    public required int[] LevelSum { get; init; }

    /// <summary>The highest level of a member; 0 where C is empty.</summary>
    public required int[] Highest { get; init; }

    /// <summary>Sum of the members' dimensions.</summary>
    public required double[] Dimension { get; init; }

    /// <summary>Sum of the source dimensions of C's members and their ancestors, each counted once.</summary>
    public required long[] Sources { get; init; }

    /// <summary>[levels] Members of C.</summary>
    public required long[] MembersByLevel { get; init; }

    /// <summary>[levels] Common ancestors.</summary>
    public required long[] CommonByLevel { get; init; }
}
