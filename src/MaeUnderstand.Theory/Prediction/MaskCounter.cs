using System.Numerics;
using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Prediction;

/// <summary>Locates what masks over an image share, and counts it.</summary>
/// <param name="graph">Latents over a grid whose tokens are the observables, row by row.</param>
internal sealed class MaskCounter(LatentGraph graph)
{
    private readonly int levels = graph.Levels.IsEmpty ? 0 : Highest(graph.Levels);

    /// <summary>Draws masks and counts what they share; safe for several threads at once.</summary>
    /// <param name="sampler">How to draw.</param>
    /// <param name="layout">Over which grid.</param>
    /// <param name="key">Names the masks.</param>
    /// <param name="first">The number of the first mask under the key.</param>
    /// <param name="count">Masks, up to <see cref="MaskBatchLocator.Width"/>.</param>
    public MaskedLevels Count(IMaskSampler sampler, MaskLayout layout, RandomKey key, int first, int count)
    {
        var masked = new ulong[graph.ObservableCount];
        for (int mask = 0; mask < count; mask++)
        {
            TokenMask drawn = sampler.Sample(layout, key.Derive(first + mask));
            for (int place = drawn.KeepCount; place < masked.Length; place++)
                masked[drawn.IdsShuffle[place]] |= 1UL << mask;
        }
        return Count(masked, count);
    }

    /// <summary>Counts what given masks share.</summary>
    /// <param name="masked">[observables] Bit b is set where mask b removes the observable.</param>
    /// <param name="count">Masks.</param>
    public MaskedLevels Count(ReadOnlySpan<ulong> masked, int count)
    {
        var common = new ulong[graph.LatentCount];
        var minimal = new ulong[graph.LatentCount];
        new MaskBatchLocator(graph).Locate(masked, common, minimal);
        var counted = new MaskedLevels
        {
            Members = new int[count],
            LevelSum = new int[count],
            Highest = new int[count],
            Dimension = new double[count],
            Sources = new long[count],
            MembersByLevel = new long[levels],
            CommonByLevel = new long[levels],
        };
        ulong drawn = count == MaskBatchLocator.Width ? ulong.MaxValue : (1UL << count) - 1;
        for (int latent = 0; latent < graph.LatentCount; latent++)
            Add(counted, latent, common[latent] & drawn, minimal[latent] & drawn);
        return counted;
    }

    private void Add(MaskedLevels counted, int latent, ulong common, ulong minimal)
    {
        int level = graph.Levels[latent];
        counted.CommonByLevel[level - 1] += BitOperations.PopCount(common);
        counted.MembersByLevel[level - 1] += BitOperations.PopCount(minimal);
        // C's members and their ancestors are A: no node of A is without a member of C at or below it, and A holds every ancestor.
        for (; common != 0; common &= common - 1)
            counted.Sources[BitOperations.TrailingZeroCount(common)] += graph.NoiseDimensions[latent];
        for (; minimal != 0; minimal &= minimal - 1)
        {
            int mask = BitOperations.TrailingZeroCount(minimal);
            counted.Members[mask]++;
            counted.LevelSum[mask] += level;
            counted.Highest[mask] = Math.Max(counted.Highest[mask], level);
            counted.Dimension[mask] += graph.Dimensions[latent];
        }
    }

    private static int Highest(ReadOnlySpan<int> levels)
    {
        int highest = 0;
        foreach (int level in levels)
            highest = Math.Max(highest, level);
        return highest;
    }
}
