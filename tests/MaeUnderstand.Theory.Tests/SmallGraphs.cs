using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Theory.Tests;

/// <summary>Graphs of a few nodes.</summary>
internal static class SmallGraphs
{
    /// <summary>A graph from names with blanks between, and edges as <c>z1>x1</c>.</summary>
    public static LatentGraph Create(string latents, string observables, string edges)
    {
        string[] all = [.. latents.Split(' '), .. observables.Split(' ')];
        (int, int)[] ends =
        [
            .. edges.Split(' ').Select(edge => edge.Split('>'))
                .Select(pair => (Array.IndexOf(all, pair[0]), Array.IndexOf(all, pair[1]))),
        ];
        return LatentGraph.Create(latents.Split(' '), observables.Split(' '), ends);
    }

    /// <summary>A mask from names with blanks between.</summary>
    public static ObservablePartition Mask(LatentGraph graph, string masked) => ObservablePartition.FromNames(graph, masked.Split(' '));

    /// <summary>
    /// A random graph of up to 7 latents and 7 observables, of any shape: edges rare or many, chains, trees, bipartite ones, several
    /// components, observables without parents; with a random mask, now and then of nothing or everything.
    /// </summary>
    public static ObservablePartition Draw(long number)
    {
        var random = new KeyedRandom(RandomKey.FromSeed(5).For(RandomPurpose.TheoryGraph).Derive(number));
        int latents = 1 + random.NextInt32(7), observables = 1 + random.NextInt32(7), shape = random.NextInt32(4);
        double density = random.NextDouble(0.05, 0.9);
        int[] places = [.. Enumerable.Range(0, latents)];
        random.Shuffle<int>(places);
        var edges = new List<(int, int)>();
        for (int child = 1; child < latents + observables; child++)
        {
            int behind = Math.Min(child, latents);
            int only = random.NextInt32(behind);                 // for trees
            for (int parent = 0; parent < behind; parent++)
            {
                bool isLatent = child < latents;
                bool isEdge = shape switch
                {
                    0 => random.NextDouble() < density,
                    1 => isLatent ? parent == child - 1 : random.NextDouble() < density,          // a chain
                    2 => parent == only,
                    _ => !isLatent && random.NextDouble() < density,                              // one layer
                };
                if (isEdge)
                    edges.Add((places[parent], isLatent ? places[child] : child));
            }
        }
        LatentGraph graph = LatentGraph.Create(new NumberedNames("z", latents), new NumberedNames("x", observables), [.. edges],
            [.. Enumerable.Range(0, latents + observables).Select(_ => 1 + random.NextInt32(2))]);
        double ratio = random.NextDouble(0, 1);
        return ObservablePartition.Create(graph, [.. Enumerable.Range(0, observables).Select(_ => random.NextDouble() < ratio)]);
    }

    /// <summary>A graph and its mask, for the message of a failing test.</summary>
    public static string Describe(ObservablePartition partition) =>
        GraphJson.Format(new GraphDocument(partition.Graph) { Masked = partition.Masked.ToArray() });
}
