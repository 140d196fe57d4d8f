namespace MaeUnderstand.Reporting;

/// <summary>The side of its column that a cell's text stands at.</summary>
public enum ColumnAlignment
{
    /// <summary>At the left, as for names.</summary>
    Left,

    /// <summary>At the right, as for numbers.</summary>
    Right,

    /// <summary>In the middle.</summary>
    Center,
}
