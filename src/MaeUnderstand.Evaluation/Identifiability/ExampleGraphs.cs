using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>The graphs that <c>mae theory identify</c> knows by name, each with four masks that reach different latents.</summary>
internal static class ExampleGraphs
{
    private static readonly Dictionary<string, Example> Known = new(StringComparer.Ordinal)
    {
        // Figure 2: several levels, shared children, an edge within a level.
        ["fig2"] = new(10, 11,
            "z1>z3 z1>z4 z2>z4 z2>z5 z3>z6 z3>z7 z4>z7 z4>z8 z5>z9 z5>z10 z8>z9 z6>x1 z6>x2 z7>x3 z7>x4 z7>x5 z8>x5 z8>x6 z9>x7 z9>x8 " +
            "z9>x9 z10>x9 z10>x10 z10>x11",
            ["x1", "x1,x2", "x7,x8,x9,x10,x11", "x4,x5,x6,x7"]),

        // Figure 4, whose panels are the first, the third and the last mask.
        ["fig4"] = new(6, 6,
            "z1>z3 z1>z4 z1>z5 z2>z4 z2>z5 z2>z6 z3>x1 z3>x2 z4>x3 z5>x4 z6>x5 z6>x6",
            ["x1", "x1,x2", "x1,x2,x3", "x1,x2,x3,x4,x5"]),

        // Made by hand: members that pruning removes, pixels with several parents, roots of one part alone.
        ["pitfalls"] = new(8, 8,
            "z1>z3 z1>z4 z2>z4 z2>x8 z3>x1 z3>x2 z3>z5 z4>x2 z4>x3 z4>x4 z4>x5 z4>z6 z5>x3 z5>x5 z6>x5 z6>x6 z7>x1 z7>x4 z3>x7 z2>z6 z8>x5",
            ["x6", "x8", "x1,x7", "x1,x2,x3,x4"]),
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names => [.. Known.Keys];

    /// <summary>The fault in a name, or <see langword="null"/>.</summary>
    public static string? ProblemWith(string name) => Known.ContainsKey(name)
        ? null
        : $"--graphs names '{name}', but the graphs are {string.Join(", ", Names)}.";

    /// <summary>The graph of a name.</summary>
    public static LatentGraph Graph(string name)
    {
        Example example = Known[name];
        string[] latents = [.. Enumerable.Range(1, example.Latents).Select(number => $"z{number}")];
        string[] observables = [.. Enumerable.Range(1, example.Observables).Select(number => $"x{number}")];
        string[] nodes = [.. latents, .. observables];
        (int, int)[] edges =
        [
            .. from edge in example.Edges.Split(' ')
               let ends = edge.Split('>')
               select (Array.IndexOf(nodes, ends[0]), Array.IndexOf(nodes, ends[1])),
        ];
        return LatentGraph.Create(latents, observables, edges);
    }

    /// <summary>The masks of a name's graph.</summary>
    public static IReadOnlyList<string> Masks(string name) => Known[name].Masks;

    private sealed record Example(int Latents, int Observables, string Edges, IReadOnlyList<string> Masks);
}
