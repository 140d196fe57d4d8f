namespace MaeUnderstand.Reporting.Graphs;

/// <summary>A node of a <see cref="GraphDrawing"/>.</summary>
/// <param name="Label">Its name; digits at the end of letters become a subscript.</param>
/// <param name="Layer">Its layer, 0 at the bottom.</param>
public sealed record GraphNode(string Label, int Layer)
{
    /// <summary>Whether it is a box with its name below, rather than an ellipse round its name.</summary>
    public bool IsBox { get; init; }

    /// <summary>Whether it is crossed out.</summary>
    public bool IsCrossed { get; init; }

    /// <summary>How much it stands out.</summary>
    public GraphNodeFill Fill { get; init; }

    /// <summary>What stands beside it.</summary>
    public GraphNodeMark Mark { get; init; }
}
