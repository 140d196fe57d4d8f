using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Theory.Tests.Location;

/// <summary>
/// The paper's pseudo-code under the readings that break Theorem 1's conditions, as evidence for those that the library takes.
/// </summary>
internal static class PrintedAlgorithms
{
    /// <summary>
    /// Algorithm 1 where line 12 deletes from the list that line 9 walks over, so that the member behind a deleted one is skipped (P1).
    /// </summary>
    public static (int[] C, int[] MaskedSources) DeletingOnTheWalk(ObservablePartition partition)
    {
        LatentGraph graph = partition.Graph;
        HashSet<int> shared = [.. AncestorsOf(graph, partition.Visible.ToArray())];
        HashSet<int> selected = [], sources = [];
        foreach (int observable in partition.Masked)
        {
            List<int> frontier = [observable];
            while (frontier.Count > 0)
            {
                sources.UnionWith(frontier);
                List<int> up = [.. frontier.SelectMany(node => graph.Parents(node).ToArray()).Distinct()];
                for (int i = 0; i < up.Count; i++)
                {
                    if (shared.Contains(up[i]))
                    {
                        selected.Add(up[i]);
                        up.RemoveAt(i);
                    }
                }
                frontier = up;
            }
        }
        int[] c = [.. selected.Where(node => !selected.Any(other => AncestorsOf(graph, [other]).Contains(node))).Order()];
        return (c, [.. sources.Order()]);
    }

    /// <summary>Pruning that drops a member only when other members lie on every directed path from it to the visible part (P3).</summary>
    public static int[] PrunedWhereAllPathsAreBlocked(ObservablePartition partition, IReadOnlyList<int> selected) =>
        [.. selected.Where(node => ReachesFreely(partition, node, [.. selected]))];

    /// <summary>
    /// Whether Algorithm 2 as printed ends (P4): P′ is emptied once for each observable and copied to P after each sweep. A sweep
    /// that changes nothing is repeated for ever, for P never empties.
    /// </summary>
    public static bool AlgorithmTwoEnds(ObservablePartition partition, IReadOnlyList<int> c)
    {
        LatentGraph graph = partition.Graph;
        foreach (int observable in partition.Visible)
        {
            HashSet<int> above = [];                             // P′, never emptied again
            HashSet<int> sweep = [observable];
            while (sweep.Count > 0)
            {
                foreach (int node in sweep)
                    above.UnionWith(graph.Parents(node).ToArray().Except(c));
                if (above.SetEquals(sweep))
                    return false;
                sweep = [.. above];
            }
        }
        return true;
    }

    private static bool ReachesFreely(ObservablePartition partition, int node, HashSet<int> selected) =>
        partition.Graph.Children(node).ToArray().Any(child => partition.Graph.IsObservable(child)
            ? !partition.IsMasked(child)
            : !selected.Contains(child) && ReachesFreely(partition, child, selected));

    private static HashSet<int> AncestorsOf(LatentGraph graph, int[] nodes)
    {
        HashSet<int> found = [];
        var open = new Stack<int>(nodes);
        while (open.TryPop(out int node))
        {
            foreach (int parent in graph.Parents(node))
            {
                if (found.Add(parent))
                    open.Push(parent);
            }
        }
        return found;
    }
}
