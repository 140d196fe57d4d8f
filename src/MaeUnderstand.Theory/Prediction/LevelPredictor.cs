using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Hierarchies;

namespace MaeUnderstand.Theory.Prediction;

/// <summary>
/// Predicts from Theorem 1 which level of a hierarchy a masking scheme reaches: draws masks as training does, locates the shared
/// information c of each, and averages over masks and hierarchies.
/// </summary>
public static class LevelPredictor
{
    /// <summary>Runs a prediction; its result does not depend on the number of threads.</summary>
    /// <param name="plan">Without <see cref="PredictionPlan.Problems"/>.</param>
    /// <param name="threads">Threads at most; −1: as many as there are cores.</param>
    /// <param name="cancel">Gives up between batches of masks.</param>
    public static PredictionReport Run(PredictionPlan plan, int threads = -1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        IImageHierarchy kind = ImageHierarchies.Get(plan.Hierarchy);
        // One hierarchy again and again is no sample of hierarchies: its masks are pooled.
        (int hierarchies, int masks) = kind.IsRandom ? (plan.Seeds, plan.Masks) : (1, plan.Seeds * plan.Masks);
        RandomKey key = RandomKey.FromSeed(plan.Seed);
        LatentGraph[] graphs =
            [.. Enumerable.Range(0, hierarchies).Select(index => kind.Build(plan.Shape, key.For(RandomPurpose.Hierarchy).Derive(index)))];
        MaskCounter[] counters = [.. graphs.Select(graph => new MaskCounter(graph))];
        MaskLayout[] layouts =
        [
            .. from unit in plan.Units
               from ratio in plan.Ratios
               select new MaskLayout(plan.Shape.Rows, plan.Shape.Columns, unit, ratio),
        ];
        MaskedLevels[] counted = Count(plan, counters, layouts, masks, threads, cancel);
        int batches = counted.Length / layouts.Length / hierarchies;
        return new PredictionReport(
            plan, graphs.Max(LevelsOf), graphs.Average(graph => graph.LatentCount), hierarchies,
            [
                .. layouts.Select((layout, cell) => CellSummary.Of(layout,
                    [.. counted.Skip(cell * hierarchies * batches).Take(hierarchies * batches).Chunk(batches)], graphs)),
            ]);
    }

    /// <summary>One entry a cell, hierarchy and batch, in this order.</summary>
    private static MaskedLevels[] Count(
        PredictionPlan plan, MaskCounter[] counters, MaskLayout[] layouts, int masks, int threads, CancellationToken cancel)
    {
        IMaskSampler sampler = MaskSamplers.Get(plan.Sampler);
        RandomKey key = RandomKey.FromSeed(plan.Seed).For(RandomPurpose.PredictionMask);
        int batches = (masks - 1) / MaskBatchLocator.Width + 1;
        var counted = new MaskedLevels[layouts.Length * counters.Length * batches];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0, counted.Length, options, task =>
        {
            (int place, int batch) = Math.DivRem(task, batches);
            (int cell, int hierarchy) = Math.DivRem(place, counters.Length);
            MaskLayout layout = layouts[cell];
            int first = batch * MaskBatchLocator.Width;
            // Named by what they are, not by their place in a list: a prediction over more ratios repeats one over fewer.
            RandomKey masksOf = key.Derive(hierarchy).Derive(layout.UnitSide).Derive(BitConverter.DoubleToInt64Bits(layout.MaskRatio));
            counted[task] = counters[hierarchy].Count(sampler, layout, masksOf, first, Math.Min(MaskBatchLocator.Width, masks - first));
        });
        return counted;
    }

    private static int LevelsOf(LatentGraph graph) => graph.Levels.ToArray().Max();
}
