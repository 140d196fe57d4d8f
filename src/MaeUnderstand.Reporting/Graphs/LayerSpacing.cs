namespace MaeUnderstand.Reporting.Graphs;

/// <summary>
/// Where the slots of a layout stand across: as near to their neighbours above and below as the distances within a layer allow,
/// in the least-squares sense, layer by layer until they settle.
/// </summary>
internal static class LayerSpacing
{
    private const int Sweeps = 60;
    private const double BendWeight = 8, EndWeight = 2, Idle = 1e-3;    // edges that bend least where they pass other nodes

    /// <summary>Places the slots.</summary>
    /// <param name="layout">The order in the layers.</param>
    /// <param name="left">How far each slot reaches to the left.</param>
    /// <param name="right">How far each slot reaches to the right.</param>
    /// <param name="gap">The least distance between two slots of a layer.</param>
    /// <returns>The x of each slot; the leftmost reach is 0.</returns>
    public static double[] Place(LayeredLayout layout, IReadOnlyList<double> left, IReadOnlyList<double> right, double gap)
    {
        var x = new double[layout.SlotCount];
        double[][] offsets = [.. layout.Order.Select(layer => OffsetsOf(layer, left, right, gap))];
        for (int layer = 0; layer < offsets.Length; layer++)
        {
            double middle = offsets[layer].Length == 0 ? 0 : offsets[layer][^1] / 2;
            for (int i = 0; i < offsets[layer].Length; i++)
                x[layout.Order[layer][i]] = offsets[layer][i] - middle;
        }
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            for (int step = 0; step < offsets.Length; step++)
            {
                int layer = sweep % 2 == 0 ? step : offsets.Length - 1 - step;
                Settle(layout, layout.Order[layer], offsets[layer], x);
            }
        }
        double start = Enumerable.Range(0, x.Length).Min(slot => x[slot] - left[slot]);
        return [.. x.Select(place => place - start)];
    }

    private static double[] OffsetsOf(int[] layer, IReadOnlyList<double> left, IReadOnlyList<double> right, double gap)
    {
        var offsets = new double[layer.Length];
        for (int i = 1; i < layer.Length; i++)
            offsets[i] = offsets[i - 1] + right[layer[i - 1]] + gap + left[layer[i]];
        return offsets;
    }

    private static void Settle(LayeredLayout layout, int[] layer, double[] offsets, double[] x)
    {
        var wanted = new double[layer.Length];
        var weights = new double[layer.Length];
        for (int i = 0; i < layer.Length; i++)
        {
            double sum = Idle * x[layer[i]], weight = Idle;
            foreach (int other in layout.Above(layer[i]).Concat(layout.Below(layer[i])))
            {
                int bends = (layer[i] >= layout.NodeCount ? 1 : 0) + (other >= layout.NodeCount ? 1 : 0);
                double link = bends == 2 ? BendWeight : bends == 1 ? EndWeight : 1;
                sum += link * x[other];
                weight += link;
            }
            (wanted[i], weights[i]) = ((sum / weight) - offsets[i], weight);
        }
        double[] settled = Ascending(wanted, weights);
        for (int i = 0; i < layer.Length; i++)
            x[layer[i]] = settled[i] + offsets[i];
    }

    /// <summary>The ascending sequence nearest to a sequence (pooling of adjacent violators).</summary>
    private static double[] Ascending(double[] values, double[] weights)
    {
        var blocks = new List<(double Mean, double Weight, int Count)>();
        for (int i = 0; i < values.Length; i++)
        {
            (double Mean, double Weight, int Count) block = (values[i], weights[i], 1);
            while (blocks.Count > 0 && blocks[^1].Mean > block.Mean)
            {
                (double mean, double weight, int count) = blocks[^1];
                double sum = weight + block.Weight;
                block = (((mean * weight) + (block.Mean * block.Weight)) / sum, sum, count + block.Count);
                blocks.RemoveAt(blocks.Count - 1);
            }
            blocks.Add(block);
        }
        return [.. blocks.SelectMany(block => Enumerable.Repeat(block.Mean, block.Count))];
    }
}
