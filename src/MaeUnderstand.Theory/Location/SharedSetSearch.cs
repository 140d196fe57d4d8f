using System.Numerics;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Location;

/// <summary>
/// Every set of latents that Theorem 1 would accept as c, by trying all subsets. A set c is valid when s_m and s_mᶜ exist that
/// satisfy conditions 1 and 2 with it.
/// </summary>
/// <remarks>
/// Whether companions exist needs no search. x_m and x_mᶜ must each determine c. (c, s_mᶜ) determines x_mᶜ whatever s_mᶜ is, so s_m must
/// be independent of x_mᶜ, and s_mᶜ = x_mᶜ asks no more. The largest s_m is then every variable that x_m determines and that is independent
/// of x_mᶜ; c is valid when it and these determine x_m.
/// </remarks>
internal sealed class SharedSetSearch
{
    private SharedSetSearch(long tried, long validCount, IReadOnlyList<IReadOnlyList<int>> smallest, long dimension) =>
        (Tried, ValidCount, Smallest, Dimension) = (tried, validCount, smallest, dimension);

    /// <summary>Subsets tried: all of them.</summary>
    public long Tried { get; }

    /// <summary>How many are valid.</summary>
    public long ValidCount { get; }

    /// <summary>The valid ones of smallest total dimension.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Smallest { get; }

    /// <summary>That dimension.</summary>
    public long Dimension { get; }

    /// <summary>Tries all subsets.</summary>
    /// <param name="partition">The mask; its graph has few latents.</param>
    public static SharedSetSearch Run(ObservablePartition partition)
    {
        LatentGraph graph = partition.Graph;
        Variable[] masked = VariablesOf(partition.Masked), visible = VariablesOf(partition.Visible);
        InformationClosure fromMasked = InformationClosure.Of(graph, masked), fromVisible = InformationClosure.Of(graph, visible);
        Variable[] own = [.. Everything(graph).Where(fromMasked.Determines)
            .Where(variable => DSeparation.FindConnection(graph, [variable], visible) is null)];
        uint candidates = 0;
        for (int node = 0; node < graph.LatentCount; node++)
        {
            var latent = new Variable(node, IsSource: false);
            if (fromMasked.Determines(latent) && fromVisible.Determines(latent))
                candidates |= 1u << node;
        }
        uint tried = 1u << graph.LatentCount;
        long validCount = 0, dimension = long.MaxValue;
        List<IReadOnlyList<int>> smallest = [];
        for (uint set = 0; set < tried; set++)
        {
            if ((set & ~candidates) != 0)
                continue;
            int[] members = MembersOf(set);
            InformationClosure closure = InformationClosure.Of(graph, [.. VariablesOf(members), .. own]);
            if (!masked.All(closure.Determines))
                continue;
            validCount++;
            long size = DimensionOf(graph, members);
            if (size < dimension)
                smallest.Clear();
            if (size <= dimension)
                smallest.Add(members);
            dimension = Math.Min(dimension, size);
        }
        return new SharedSetSearch(tried, validCount, smallest, dimension);
    }

    /// <summary>The total dimension of a set of nodes.</summary>
    public static long DimensionOf(LatentGraph graph, IEnumerable<int> nodes)
    {
        long sum = 0;
        foreach (int node in nodes)
            sum = sum > long.MaxValue - graph.Dimensions[node] ? long.MaxValue : sum + graph.Dimensions[node];
        return sum;
    }

    private static Variable[] VariablesOf(ReadOnlySpan<int> nodes)
    {
        var variables = new Variable[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
            variables[i] = new Variable(nodes[i], IsSource: false);
        return variables;
    }

    private static IEnumerable<Variable> Everything(LatentGraph graph) => Enumerable.Range(0, graph.NodeCount)
        .SelectMany(node => (Variable[])[new Variable(node, IsSource: false), new Variable(node, IsSource: true)]);

    private static int[] MembersOf(uint set)
    {
        var members = new int[BitOperations.PopCount(set)];
        for (int i = 0; set != 0; set &= set - 1)
            members[i++] = BitOperations.TrailingZeroCount(set);
        return members;
    }
}
