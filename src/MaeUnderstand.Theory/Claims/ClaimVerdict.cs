namespace MaeUnderstand.Theory.Claims;

/// <summary>What the numbers say of a statement.</summary>
public enum ClaimVerdict
{
    /// <summary>Every part of it is significant and large enough to matter.</summary>
    Holds,

    /// <summary>Some of it is: one of its parts, some of the curves, or a change too small to matter.</summary>
    HoldsInPart,

    /// <summary>None of it is.</summary>
    DoesNotHold,

    /// <summary>The ratios or units looked at are too few to say.</summary>
    NotTested,
}
