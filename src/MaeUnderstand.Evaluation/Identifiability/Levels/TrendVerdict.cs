namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>Whether the differences that a claim says are above 0 are.</summary>
public enum TrendVerdict
{
    /// <summary>Every interval lies above 0.</summary>
    Seen,

    /// <summary>Every mean is above 0, but an interval reaches 0 or there is one seed only.</summary>
    Undecided,

    /// <summary>A mean is below 0, but its interval reaches 0 or there is one seed only.</summary>
    NotSeen,

    /// <summary>An interval lies below 0: the opposite.</summary>
    Contradicted,
}
