namespace MaeUnderstand.Reporting.Graphs;

/// <summary>
/// The order of nodes in their layers, by the method of Sugiyama: an edge over several layers gets a bend in each of them, layers are
/// sorted by the mean place of their neighbours above and below in turn, and the order with the fewest crossings is kept.
/// </summary>
internal sealed class LayeredLayout
{
    private const int Sweeps = 24;
    private readonly List<int> layers;                            // of each slot: the nodes, then the bends
    private readonly List<List<int>> above = [], below = [];      // neighbours of each slot in the next layers
    private readonly int[] places;                                // of each slot in its layer

    private LayeredLayout(IReadOnlyList<int> nodeLayers, IReadOnlyList<(int From, int To)> edges)
    {
        NodeCount = nodeLayers.Count;
        layers = [.. nodeLayers];
        foreach (int _ in nodeLayers)
            AddNeighbourLists();
        Routes = [.. edges.Select(Route)];
        places = new int[layers.Count];
        Order = [.. Enumerable.Range(0, nodeLayers.Max() + 1).Select(layer =>
            Enumerable.Range(0, layers.Count).Where(slot => layers[slot] == layer).ToArray())];
        foreach (int[] layer in Order)
            Number(layer);
    }

    /// <summary>Nodes; slots from this number on are bends.</summary>
    public int NodeCount { get; }

    /// <summary>Nodes and bends.</summary>
    public int SlotCount => layers.Count;

    /// <summary>The slots that each edge passes, its ends included.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Routes { get; }

    /// <summary>The slots of each layer from left to right; the lowest layer first.</summary>
    public int[][] Order { get; private set; }

    /// <summary>A slot's neighbours in the layer above.</summary>
    public IReadOnlyList<int> Above(int slot) => above[slot];

    /// <summary>A slot's neighbours in the layer below.</summary>
    public IReadOnlyList<int> Below(int slot) => below[slot];

    /// <summary>A slot's layer.</summary>
    public int LayerOf(int slot) => layers[slot];

    /// <summary>Orders a graph.</summary>
    /// <param name="nodeLayers">Each node's layer, 0 at the bottom.</param>
    /// <param name="edges">Edges to lower layers.</param>
    public static LayeredLayout Create(IReadOnlyList<int> nodeLayers, IReadOnlyList<(int From, int To)> edges)
    {
        var layout = new LayeredLayout(nodeLayers, edges);
        layout.Untangle();
        return layout;
    }

    /// <summary>How many pairs of edges cross.</summary>
    public long CountCrossings() => Order.Sum(CrossingsBelow);

    private List<int> Route((int From, int To) edge)
    {
        var route = new List<int> { edge.From };
        for (int layer = layers[edge.From] - 1; layer > layers[edge.To]; layer--)
        {
            route.Add(layers.Count);
            layers.Add(layer);
            AddNeighbourLists();
        }
        route.Add(edge.To);
        for (int i = 1; i < route.Count; i++)
        {
            below[route[i - 1]].Add(route[i]);
            above[route[i]].Add(route[i - 1]);
        }
        return route;
    }

    private void AddNeighbourLists()
    {
        above.Add([]);
        below.Add([]);
    }

    private void Number(int[] layer)
    {
        for (int i = 0; i < layer.Length; i++)
            places[layer[i]] = i;
    }

    private void Untangle()
    {
        long fewest = CountCrossings();
        int[][] best = [.. Order.Select(layer => layer.ToArray())];
        for (int sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            if (sweep % 2 == 0)
            {
                for (int layer = Order.Length - 2; layer >= 0; layer--)
                    Sort(Order[layer], above);
            }
            else
            {
                for (int layer = 1; layer < Order.Length; layer++)
                    Sort(Order[layer], below);
            }
            foreach (int[] layer in Order)
                Exchange(layer);
            long crossings = CountCrossings();
            if (crossings < fewest)
            {
                fewest = crossings;
                best = [.. Order.Select(layer => layer.ToArray())];
            }
        }
        Order = best;
        foreach (int[] layer in Order)
            Number(layer);
    }

    private void Sort(int[] layer, List<List<int>> neighbours)
    {
        double[] keys =
        [
            .. layer.Select((slot, place) => neighbours[slot].Count == 0 ? place : neighbours[slot].Average(other => places[other])),
        ];
        int[] sorted = [.. layer.Select((slot, i) => (Slot: slot, Key: keys[i])).OrderBy(pair => pair.Key).Select(pair => pair.Slot)];
        sorted.CopyTo(layer, 0);                                  // equal keys stay in order
        Number(layer);
    }

    /// <summary>Exchanges neighbours while that takes crossings away.</summary>
    private void Exchange(int[] layer)
    {
        bool hasChanged = true;
        while (hasChanged)
        {
            hasChanged = false;
            for (int i = 1; i < layer.Length; i++)
            {
                if (CrossingsOf(layer[i], layer[i - 1]) >= CrossingsOf(layer[i - 1], layer[i]))
                    continue;
                (layer[i - 1], layer[i]) = (layer[i], layer[i - 1]);
                (places[layer[i - 1]], places[layer[i]]) = (i - 1, i);
                hasChanged = true;
            }
        }
    }

    /// <summary>Crossings of the edges of two slots of a layer, when one stands left of the other.</summary>
    private long CrossingsOf(int left, int right) => Inversions(above[left], above[right]) + Inversions(below[left], below[right]);

    private long Inversions(List<int> left, List<int> right)
    {
        long count = 0;
        foreach (int first in left)
        {
            foreach (int second in right)
                count += places[first] > places[second] ? 1 : 0;
        }
        return count;
    }

    private long CrossingsBelow(int[] layer)
    {
        long count = 0;
        for (int right = 1; right < layer.Length; right++)
        {
            for (int left = 0; left < right; left++)
                count += Inversions(below[layer[left]], below[layer[right]]);
        }
        return count;
    }
}
