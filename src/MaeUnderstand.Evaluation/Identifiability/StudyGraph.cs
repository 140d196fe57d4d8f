using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Vectors;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>A graph that <c>mae theory identify</c> studies: one of the worked examples, each with four masks that reach different latents,
/// or a file's, with the mask that the file gives.</summary>
/// <param name="Name">What the user calls it.</param>
/// <param name="Graph">The graph.</param>
/// <param name="Masks">Its own masks, as names of observables with commas between; a file may have none.</param>
internal sealed record StudyGraph(string Name, LatentGraph Graph, IReadOnlyList<string> Masks)
{
    private static readonly Dictionary<string, (string Example, string[] Masks)> Examples = new(StringComparer.Ordinal)
    {
        ["fig2"] = ("fig2", ["x1", "x1,x2", "x7,x8,x9,x10,x11", "x4,x5,x6,x7"]),
        ["fig4"] = ("fig4a", ["x1", "x1,x2", "x1,x2,x3", "x1,x2,x3,x4,x5"]),            // the figure's panels differ in their masks alone
        ["pitfalls"] = ("pitfalls", ["x6", "x8", "x1,x7", "x1,x2,x3,x4"]),
    };

    /// <summary>The names of the examples.</summary>
    public static IReadOnlyList<string> Names => [.. Examples.Keys];

    /// <summary>The fault in a name, or <see langword="null"/>.</summary>
    public static string? ProblemWith(string name) => Examples.ContainsKey(name) || GraphFile.IsGraphName(name)
        ? null
        : $"--graphs names '{name}', but the graphs are {string.Join(", ", Names)}, or files that end in .json, .dot or .gv.";

    /// <summary>The graph of a name without <see cref="ProblemWith"/>.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file holds no graph, or too large a one.</exception>
    public static StudyGraph Open(string name)
    {
        if (Examples.TryGetValue(name, out (string Example, string[] Masks) known))
            return new(name, WorkedExamples.Find(known.Example)!.Graph, known.Masks);
        GraphDocument document = GraphFile.Read(name);
        LatentGraph graph = document.Graph;
        decimal dimensions = 0;
        foreach (long dimension in graph.Dimensions)
            dimensions += dimension;
        if (dimensions > VectorHierarchy.MaxDimension)
        {
            throw new InvalidDataException(
                $"The nodes of the graph '{name}' have {dimensions} dimensions together, too many to train on: " +
                $"at most {VectorHierarchy.MaxDimension}.");
        }
        return new(name, graph, document.Masked is { } masked ? [string.Join(',', masked.Select(graph.NameOf))] : []);
    }

    /// <summary>The graph with each of some masks.</summary>
    /// <param name="masks">Masks; the graph's own where there are none.</param>
    /// <exception cref="InvalidDataException">A mask does not fit the graph, or there are none.</exception>
    public IEnumerable<IdentifyCase> Cases(IReadOnlyList<string> masks)
    {
        IReadOnlyList<string> chosen = masks.Count > 0 ? masks : Masks;
        return chosen.Count > 0
            ? chosen.Select(mask => IdentifyCase.Create(Name, Graph, mask))
            : throw new InvalidDataException(
                $"--masks is missing, and '{Name}' has no mask of its own: name the masked observables, commas between.");
    }
}
