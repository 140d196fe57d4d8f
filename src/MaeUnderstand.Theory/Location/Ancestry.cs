using System.Collections;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Location;

/// <summary>The walk upwards of Algorithms 1 and 2.</summary>
public static class Ancestry
{
    /// <summary>Whether each node is one of some nodes or an ancestor of one.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">Node numbers.</param>
    public static bool[] WithSelves(LatentGraph graph, IReadOnlyCollection<int> nodes)
    {
        ArgumentNullException.ThrowIfNull(graph);
        BitArray isStart = graph.Order.PlacesOf([.. nodes]);
        return graph.Order.ByNode(Of(graph.Order, isStart).Or(isStart));
    }

    /// <summary>Whether each place is that of a strict ancestor of at least one start: An(starts). A start above another counts.</summary>
    /// <param name="order">The graph's order.</param>
    /// <param name="isStart">[places] The starts.</param>
    internal static BitArray Of(CausalOrder order, BitArray isStart)
    {
        var isAncestor = new BitArray(order.Count);
        for (int place = order.Count - 1; place >= 0; place--)
        {
            if (!isStart[place] && !isAncestor[place])
                continue;
            foreach (int parent in order.Parents(place))
                isAncestor[parent] = true;
        }
        return isAncestor;
    }
}
