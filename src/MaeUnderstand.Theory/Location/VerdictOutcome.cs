namespace MaeUnderstand.Theory.Location;

/// <summary>What came of checking a condition.</summary>
public enum VerdictOutcome
{
    /// <summary>It is satisfied.</summary>
    Holds,

    /// <summary>It is not.</summary>
    Fails,

    /// <summary>The graph is too large for the check.</summary>
    NotChecked,
}
