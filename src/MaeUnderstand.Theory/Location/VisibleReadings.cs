namespace MaeUnderstand.Theory.Location;

/// <summary>The readings of Algorithm 2 by name.</summary>
public static class VisibleReadings
{
    /// <summary>Every reading with the name that users give and what it does.</summary>
    public static IReadOnlyList<(VisibleReading Reading, string Name, string Rule)> All { get; } =
    [
        (VisibleReading.Canonical, "canonical",
            "walk up to c; the other parents of a node with a parent in c join, and are walked through"),
        (VisibleReading.Literal, "literal", "as printed, each sweep beginning empty: members of c may join as each other's spouses"),
        (VisibleReading.Exogenous, "exogenous", "walk up to c; sources only, no spouses"),
        (VisibleReading.SpouseStop, "spouse_stop", "spouses join, and nothing above their child is walked over"),
        (VisibleReading.Tight, "tight", "the sources above the visible part that c does not determine: nothing redundant"),
    ];

    /// <summary>The reading of a name; <see langword="null"/> where there is none.</summary>
    public static VisibleReading? Find(string name)
    {
        foreach ((VisibleReading reading, string known, _) in All)
        {
            if (known == name)
                return reading;
        }
        return null;
    }
}
