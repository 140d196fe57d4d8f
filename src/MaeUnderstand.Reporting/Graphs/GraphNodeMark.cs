namespace MaeUnderstand.Reporting.Graphs;

/// <summary>The small circle with an arrow into a node of a <see cref="GraphDrawing"/>.</summary>
public enum GraphNodeMark
{
    /// <summary>No circle.</summary>
    None,

    /// <summary>A filled one.</summary>
    Filled,

    /// <summary>An open one.</summary>
    Open,
}
