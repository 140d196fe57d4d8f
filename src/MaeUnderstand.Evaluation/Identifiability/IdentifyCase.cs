using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>A graph and one mask of its observables.</summary>
/// <param name="GraphName">The graph's name.</param>
/// <param name="Graph">The graph.</param>
/// <param name="Masked">Masked observables, ascending; not all and at least one.</param>
internal sealed record IdentifyCase(string GraphName, LatentGraph Graph, IReadOnlyList<int> Masked)
{
    /// <summary>The names of the masked observables, separated by commas.</summary>
    public string MaskName => string.Join(',', Masked.Select(Graph.NameOf));

    /// <summary>Makes a case of names.</summary>
    /// <param name="graphName">The graph's name, for messages.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="mask">Names of the masked observables, separated by commas.</param>
    /// <exception cref="InvalidDataException">The mask names something that is no observable, or masks nothing or everything, or the
    /// two parts share no latent.</exception>
    public static IdentifyCase Create(string graphName, LatentGraph graph, string mask)
    {
        string[] names = mask.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] unknown = [.. names.Where(name => graph.Find(name) < graph.LatentCount)];
        if (unknown.Length > 0)
        {
            throw new InvalidDataException($"The mask '{mask}' names what is no observable of the graph '{graphName}': " +
                $"{string.Join(", ", unknown)}.");
        }
        int[] masked = [.. names.Select(graph.Find).Distinct().Order()];
        if (masked.Length == 0 || masked.Length == graph.ObservableCount)
        {
            string all = masked.Length == 0 ? "nothing" : "everything";
            throw new InvalidDataException($"The mask '{mask}' of the graph '{graphName}' masks {all}: both parts need an observable.");
        }
        if (SharedSets.Locate(graph, masked).Shared.Count == 0)
        {
            throw new InvalidDataException($"The mask '{mask}' of the graph '{graphName}' leaves nothing to learn: " +
                "no latent generates both a masked and a visible observable.");
        }
        return new(graphName, graph, masked);
    }
}
