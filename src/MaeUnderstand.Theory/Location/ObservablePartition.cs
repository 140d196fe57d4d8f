using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Location;

/// <summary>
/// A mask: the observables of a graph in two parts, the masked x_m and the visible x_mᶜ. Either may be empty, which the algorithms
/// answer with an empty c; a user's mask goes through <see cref="FromNames"/>, which refuses that. Immutable.
/// </summary>
public sealed class ObservablePartition
{
    private readonly bool[] isMasked;
    private readonly int[] masked;
    private readonly int[] visible;

    private ObservablePartition(LatentGraph graph, bool[] isMasked)
    {
        (Graph, this.isMasked) = (graph, isMasked);
        masked = new int[isMasked.AsSpan().Count(true)];
        visible = new int[isMasked.Length - masked.Length];
        for (int i = 0, m = 0, v = 0; i < isMasked.Length; i++)
        {
            if (isMasked[i])
                masked[m++] = graph.LatentCount + i;
            else
                visible[v++] = graph.LatentCount + i;
        }
    }

    /// <summary>The graph.</summary>
    public LatentGraph Graph { get; }

    /// <summary>The masked observables as node numbers, ascending.</summary>
    public ReadOnlySpan<int> Masked => masked;

    /// <summary>The visible observables as node numbers, ascending.</summary>
    public ReadOnlySpan<int> Visible => visible;

    /// <summary>Whether both parts have members.</summary>
    public bool HasBothParts => masked.Length > 0 && visible.Length > 0;

    /// <summary>Makes a partition from a mask over the observables.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="isMasked">An entry for each observable, in their order; copied.</param>
    /// <exception cref="ArgumentException">It has another number of entries.</exception>
    public static ObservablePartition Create(LatentGraph graph, ReadOnlySpan<bool> isMasked)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (isMasked.Length != graph.ObservableCount)
        {
            throw new ArgumentException(
                $"The mask has {isMasked.Length} entries, the graph {graph.ObservableCount} observables.", nameof(isMasked));
        }
        return new ObservablePartition(graph, isMasked.ToArray());
    }

    /// <summary>Makes a partition from the node numbers of the masked observables.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="masked">Numbers of observables; one that comes twice counts once.</param>
    /// <exception cref="ArgumentException">A number is none of an observable.</exception>
    public static ObservablePartition Create(LatentGraph graph, IEnumerable<int> masked)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(masked);
        var isMasked = new bool[graph.ObservableCount];
        foreach (int node in masked)
        {
            if (node < graph.LatentCount || node >= graph.NodeCount)
            {
                throw new ArgumentException(
                    $"Node {node} is no observable: these are {graph.LatentCount} to {graph.NodeCount - 1}.", nameof(masked));
            }
            isMasked[node - graph.LatentCount] = true;
        }
        return new ObservablePartition(graph, isMasked);
    }

    /// <summary>Makes a partition from what a user wrote.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="masked">Names of the masked observables.</param>
    /// <exception cref="InvalidDataException">
    /// A name is unknown, a latent's or given twice, or no or every observable is masked; one line that names the nodes.
    /// </exception>
    public static ObservablePartition FromNames(LatentGraph graph, IReadOnlyList<string> masked)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(masked);
        string[] unknown = [.. masked.Where(name => graph.Find(name) < 0).Distinct()];
        if (unknown.Length > 0)
            throw new InvalidDataException($"The mask names {NameList.Of(unknown)}, which the graph lacks; {Choice(graph)}.");
        string[] latents = [.. masked.Where(name => !graph.IsObservable(graph.Find(name))).Distinct()];
        if (latents.Length > 0)
        {
            string what = latents.Length == 1 ? "which is a latent" : "which are latents";
            throw new InvalidDataException(
                $"The mask names {NameList.Of(latents)}, {what}: only observables can be masked; {Choice(graph)}.");
        }
        string[] repeated = [.. masked.CountBy(name => name).Where(same => same.Value > 1).Select(same => same.Key)];
        if (repeated.Length > 0)
            throw new InvalidDataException($"The mask names {NameList.Of(repeated)} twice.");
        if (masked.Count == 0)
        {
            throw new InvalidDataException(
                $"The mask is empty, so nothing is to be predicted: mask some observables, but not all; {Choice(graph)}.");
        }
        if (masked.Count == graph.ObservableCount)
            throw new InvalidDataException($"The mask covers every observable, {Names(graph)}: leave at least one visible.");
        return Create(graph, masked.Select(graph.Find));
    }

    /// <summary>Draws a mask, each of its size with the same probability.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="maskedCount">Observables to mask, 0 to all.</param>
    /// <param name="key">The key of a run or of one of its parts.</param>
    public static ObservablePartition Random(LatentGraph graph, int maskedCount, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfNegative(maskedCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maskedCount, graph.ObservableCount);
        var random = new KeyedRandom(key.For(RandomPurpose.TheoryGraph).Derive(1));      // 0 is the graph's: see RandomGraph
        var isMasked = new bool[graph.ObservableCount];
        isMasked.AsSpan(0, maskedCount).Fill(true);
        random.Shuffle<bool>(isMasked);
        return new ObservablePartition(graph, isMasked);
    }

    /// <summary>Whether an observable is masked.</summary>
    /// <param name="node">Its node number.</param>
    public bool IsMasked(int node) => isMasked[node - Graph.LatentCount];

    /// <summary>The masked part visible and the visible part masked.</summary>
    public ObservablePartition Swapped() => new(Graph, [.. isMasked.Select(masked => !masked)]);

    private static string Choice(LatentGraph graph) => graph.ObservableCount == 0
        ? "it has no observables"
        : $"its observables are {Names(graph)}";

    private static string Names(LatentGraph graph) =>
        NameList.Of(Enumerable.Range(graph.LatentCount, graph.ObservableCount).Select(graph.NameOf));
}
