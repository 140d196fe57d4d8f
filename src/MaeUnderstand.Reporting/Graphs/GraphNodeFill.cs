namespace MaeUnderstand.Reporting.Graphs;

/// <summary>How much a node of a <see cref="GraphDrawing"/> stands out.</summary>
public enum GraphNodeFill
{
    /// <summary>Not at all.</summary>
    Plain,

    /// <summary>Filled with colour.</summary>
    Strong,

    /// <summary>Palely filled, with a dashed outline.</summary>
    Faint,
}
