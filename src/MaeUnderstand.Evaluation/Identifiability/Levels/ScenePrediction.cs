using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Images;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>
/// What the theory says of a world's scenes: Algorithm 1 on each scene's own graph, under masks of the training's sampler. The light,
/// a parent of every token, is left out: it is in c for every mask.
/// </summary>
internal sealed class ScenePrediction
{
    private readonly LatentGraph[] graphs;
    private readonly int gridSize;
    private readonly RandomKey masks;

    /// <summary>Draws scenes.</summary>
    /// <param name="world">The world.</param>
    /// <param name="scenes">How many.</param>
    /// <param name="gridSize">Tokens along a side.</param>
    /// <param name="seed">Fixes scenes and masks.</param>
    public ScenePrediction(ImageWorld world, int scenes, int gridSize, long seed)
    {
        this.gridSize = gridSize;
        RandomKey key = RandomKey.FromSeed(seed).For(RandomPurpose.PredictedScene);
        (RandomKey drawn, masks) = (key.Derive(0), key.Derive(1));
        graphs = new LatentGraph[scenes];
        Parallel.For(0, scenes, i => graphs[i] = world.Draw(i % world.Classes, drawn.Derive(i)).Graph(gridSize, withLight: false));
    }

    /// <summary>What is expected of a mask, as means over scenes with one mask each.</summary>
    /// <param name="ratio">Mask ratio.</param>
    /// <param name="unit">Side of a mask unit in tokens.</param>
    /// <param name="levels">The levels that are asked for.</param>
    /// <returns>
    /// For each of <paramref name="levels"/> the share of its latents that c determines: those that are in c or above it, which are the
    /// common ancestors of masked and visible part. And the mean level of c's members; scenes whose c is empty do not count.
    /// </returns>
    public (double[] Determined, double MeanLevel) Of(double ratio, int unit, IReadOnlyList<int> levels)
    {
        var layout = new MaskLayout(gridSize, gridSize, unit, ratio);
        IMaskSampler sampler = MaskSamplers.Get(MaskSamplers.Default);
        var determined = new double[levels.Count];
        var meanLevels = new List<double>();
        for (int i = 0; i < graphs.Length; i++)
        {
            LatentGraph graph = graphs[i];
            TokenMask mask = sampler.Sample(layout, masks.Derive(i));
            bool[] isMasked = [.. Enumerable.Range(0, layout.TokenCount).Select(mask.IsMasked)];
            ObservablePartition partition = ObservablePartition.Create(graph, isMasked);
            int[] common = CountByLevel(graph, ClosedForm.CommonAncestors(partition), levels);
            int[] all = CountByLevel(graph, Enumerable.Range(0, graph.LatentCount), levels);
            for (int level = 0; level < determined.Length; level++)
                determined[level] += (double)common[level] / all[level];
            IReadOnlyList<int> members = ClosedForm.Locate(partition).C;
            if (members.Count > 0)
                meanLevels.Add(members.Average(member => graph.Levels[member]));
        }
        return ([.. determined.Select(sum => sum / graphs.Length)], meanLevels.Count == 0 ? 0 : meanLevels.Average());
    }

    private static int[] CountByLevel(LatentGraph graph, IEnumerable<int> nodes, IReadOnlyList<int> levels)
    {
        var counts = new int[levels.Count];
        foreach (int node in nodes)
        {
            for (int level = 0; level < counts.Length; level++)
                counts[level] += graph.Levels[node] == levels[level] ? 1 : 0;
        }
        return counts;
    }
}
