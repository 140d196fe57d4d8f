namespace MaeUnderstand.Theory.Graphs;

/// <summary>
/// Graphs to try things on, each with a mask: those of the paper's Figures 2 and 4, whose edges the paper only draws (they are
/// reconstructed so that its words about the outcome hold), and one that separates the readings of the algorithms.
/// </summary>
public static class WorkedExamples
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["fig2", "fig4a", "fig4b", "fig4c", "pitfalls"];

    /// <summary>The example of a name; <see langword="null"/> where there is none.</summary>
    public static GraphDocument? Find(string name) =>
        Names.Contains(name) ? GraphJson.Parse(Resource.Text($"{name}.json"), $"the example {name}") : null;
}
