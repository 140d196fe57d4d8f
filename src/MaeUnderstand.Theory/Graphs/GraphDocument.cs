namespace MaeUnderstand.Theory.Graphs;

/// <summary>A graph with what a file says about it.</summary>
/// <param name="Graph">The graph.</param>
public sealed record GraphDocument(LatentGraph Graph)
{
    /// <summary>A short name; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it shows; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The masked observables as node numbers, in the file's order; <see langword="null"/> where the file has no mask.</summary>
    public IReadOnlyList<int>? Masked { get; init; }
}
