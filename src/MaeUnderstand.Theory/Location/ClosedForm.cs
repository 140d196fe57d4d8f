using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Location;

/// <summary>
/// What Algorithm 1 finds, without walking: c are the lowest common ancestors of masked and visible part. One sweep over the nodes,
/// children before parents; shares the order of the nodes with <see cref="AlgorithmOne"/> and no more, and always agrees with it.
/// </summary>
/// <remarks>
/// With An(S) the strict ancestors of S, and An*(S) those and S:
/// common ancestors A = An(x_m) ∩ An(x_mᶜ); c = the members of A without a descendant in A; before pruning = the members of A with
/// a child in An*(x_m) outside An(x_mᶜ); s_m = the sources of An*(x_m) outside An(x_mᶜ).
/// </remarks>
public static class ClosedForm
{
    [Flags]
    private enum Marks : byte
    {
        None = 0,
        AboveMasked = 1,
        AboveVisible = 2,
        AboveCommon = 4,           // an ancestor of a common ancestor
        Selected = 8,
        Common = AboveMasked | AboveVisible,
    }

    /// <summary>Finds c and s_m.</summary>
    /// <param name="partition">The mask.</param>
    public static SharedInformation Locate(ObservablePartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        LatentGraph graph = partition.Graph;
        Marks[] marks = ByNode(graph.Order, Sweep(partition));
        List<int> lowest = [], selected = [], sources = [];
        for (int node = 0; node < graph.LatentCount; node++)
        {
            Marks mark = marks[node];
            if (mark.HasFlag(Marks.Common) && !mark.HasFlag(Marks.AboveCommon))
                lowest.Add(node);
            if (mark.HasFlag(Marks.Selected))
                selected.Add(node);
            if ((mark & Marks.Common) == Marks.AboveMasked)
                sources.Add(node);
        }
        sources.AddRange(partition.Masked);
        return new SharedInformation([.. lowest], [.. selected], [.. sources]);
    }

    /// <summary>A: the latents above both parts, ascending. Every valid c lies between the minimal one and these.</summary>
    /// <param name="partition">The mask.</param>
    public static IReadOnlyList<int> CommonAncestors(ObservablePartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        Marks[] marks = ByNode(partition.Graph.Order, Sweep(partition));
        return [.. Enumerable.Range(0, partition.Graph.LatentCount).Where(node => marks[node].HasFlag(Marks.Common))];
    }

    /// <summary>The marks of each place.</summary>
    private static Marks[] Sweep(ObservablePartition partition)
    {
        CausalOrder order = partition.Graph.Order;
        var marks = new Marks[order.Count];
        for (int place = order.Count - 1; place >= 0; place--)
        {
            Marks inherited = Handed(partition, place, marks[place]);
            if (inherited == Marks.None)
                continue;                                         // a latent with no observable below it
            foreach (int parent in order.Parents(place))
                marks[parent] |= inherited;
        }
        for (int place = 0; place < partition.Graph.LatentCount; place++)
        {
            if (!marks[place].HasFlag(Marks.Common))
                marks[place] &= ~Marks.Selected;                  // a child of the masked part alone, and no visible one
        }
        return marks;
    }

    private static Marks[] ByNode(CausalOrder order, Marks[] marks)
    {
        var sorted = new Marks[marks.Length];
        for (int place = 0; place < marks.Length; place++)
            sorted[order.Nodes[place]] = marks[place];
        return sorted;
    }

    /// <summary>What a node makes of its parents; its own marks are complete when the sweep comes to it.</summary>
    private static Marks Handed(ObservablePartition partition, int place, Marks marks)
    {
        if (partition.Graph.IsObservable(place))                  // an observable's place is its number
            return partition.IsMasked(place) ? Marks.AboveMasked | Marks.Selected : Marks.AboveVisible;
        Marks parts = marks & Marks.Common;
        return parts switch
        {
            Marks.Common => Marks.Common | Marks.AboveCommon,
            Marks.AboveMasked => Marks.AboveMasked | Marks.Selected,
            _ => parts,
        };
    }
}
