namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>Which head of a probe is tested.</summary>
public enum HeadChoice
{
    /// <summary>That of the last epoch.</summary>
    Last,

    /// <summary>That of the epoch with the highest validation top-1.</summary>
    Best,
}
