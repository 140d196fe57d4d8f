using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Prediction;

/// <summary>Averages what the masks of one ratio and unit share.</summary>
internal static class CellSummary
{
    /// <summary>Averages, always in the order given.</summary>
    /// <param name="layout">The ratio and unit.</param>
    /// <param name="counted">For each hierarchy its batches of masks.</param>
    /// <param name="graphs">The hierarchies.</param>
    public static PredictionCell Of(MaskLayout layout, MaskedLevels[][] counted, LatentGraph[] graphs)
    {
        MaskedLevels[] all = [.. counted.SelectMany(batch => batch)];
        int masks = all.Sum(batch => batch.Members.Length);
        int maskedTokens = layout.TokenCount - layout.KeepCount;
        return new PredictionCell
        {
            Ratio = layout.MaskRatio,
            Unit = layout.UnitSide,
            Masks = masks,
            MaskedTokens = maskedTokens,
            CutsAUnit = maskedTokens % (layout.UnitSide * layout.UnitSide) != 0,
            Level = MeanOf(counted, (batch, mask) => batch.Members[mask] == 0 ? null : (double)batch.LevelSum[mask] / batch.Members[mask]),
            HighestLevel = MeanOf(counted, (batch, mask) => batch.Members[mask] == 0 ? null : batch.Highest[mask]),
            Members = MeanOf(counted, (batch, mask) => batch.Members[mask]),
            Dimension = MeanOf(counted, (batch, mask) => batch.Dimension[mask]),
            Sources = MeanOf(counted, (batch, mask) => batch.Sources[mask]),
            LevelShares = Shares(all, batch => batch.MembersByLevel, null),
            SplitShares = Shares(all, batch => batch.CommonByLevel, LatentsByLevel(counted, graphs)),
            EmptyShare = all.Sum(batch => batch.Members.Count(members => members == 0)) / (double)masks,
        };
    }

    private static SeededMean MeanOf(MaskedLevels[][] counted, Func<MaskedLevels, int, double?> value)
    {
        double[][] values =
        [
            .. counted.Select(batches => (double[])
            [
                .. from batch in batches
                   from mask in Enumerable.Range(0, batch.Members.Length)
                   let number = value(batch, mask)
                   where number is not null
                   select number.Value,
            ]),
        ];
        int known = values.Sum(numbers => numbers.Length);
        double[] means = [.. values.Select(numbers => numbers.DefaultIfEmpty(double.NaN).Average())];
        double within = values.Zip(means, (numbers, mean) => numbers.Sum(number => (number - mean) * (number - mean))).Sum();
        double overall = values.SelectMany(numbers => numbers).DefaultIfEmpty(double.NaN).Average();
        double around = values.Sum(numbers => numbers.Sum(number => (number - overall) * (number - overall)));
        return new SeededMean(
            means,
            known > values.Length ? Math.Sqrt(within / (known - values.Length) / known) : 0,
            known > 0 ? Math.Sqrt(around / Math.Max(1, known - 1)) : double.NaN);
    }

    /// <summary>Sums by level over a total, or over their own sum.</summary>
    private static double[] Shares(MaskedLevels[] all, Func<MaskedLevels, long[]> counts, double[]? totals)
    {
        var sums = new double[all.Max(batch => counts(batch).Length)];
        foreach (MaskedLevels batch in all)
        {
            foreach ((int level, long count) in counts(batch).Index())
                sums[level] += count;
        }
        double sum = sums.Sum();
        return [.. sums.Select((count, level) => count == 0 ? 0 : count / (totals?[level] ?? sum))];
    }

    /// <summary>Each level's latents, counted once a mask.</summary>
    private static double[] LatentsByLevel(MaskedLevels[][] counted, LatentGraph[] graphs)
    {
        var latents = new double[counted.Max(batches => batches[0].CommonByLevel.Length)];
        foreach ((LatentGraph graph, MaskedLevels[] batches) in graphs.Zip(counted))
        {
            int masks = batches.Sum(batch => batch.Members.Length);
            foreach (int level in graph.Levels)
            {
                if (level > 0)
                    latents[level - 1] += masks;
            }
        }
        return latents;
    }
}
