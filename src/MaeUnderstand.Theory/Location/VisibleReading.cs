namespace MaeUnderstand.Theory.Location;

/// <summary>
/// How the printed Algorithm 2 is read. Its s_mᶜ is not unique; under each reading it satisfies Theorem 1's conditions. The names
/// and rules stand in <see cref="VisibleReadings"/>.
/// </summary>
public enum VisibleReading
{
    /// <summary>Walk from the visible part up to c; spouses of members of c are put in and walked through.</summary>
    Canonical,

    /// <summary>As printed, but for the set of a sweep, which starts empty: for each parent in c all other parents are put in.</summary>
    Literal,

    /// <summary>Without the rule of spouses: sources alone.</summary>
    Exogenous,

    /// <summary>Spouses are put in, and the walk does not go above their child.</summary>
    SpouseStop,

    /// <summary>The sources above the visible part that c does not determine.</summary>
    Tight,
}
