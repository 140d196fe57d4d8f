namespace MaeUnderstand.Masking;

/// <summary>
/// Every order of the units is equally likely: a random number per unit, sorted ("random sampling" of the MAE paper, section 3; mask
/// units as in long_seq_mae).
/// </summary>
public sealed class UniformSampler : IMaskSampler
{
    /// <inheritdoc/>
    public void Order(MaskLayout layout, ref KeyedRandom random, Span<int> unitShuffle)
    {
        ArgumentNullException.ThrowIfNull(layout);
        for (int unit = 0; unit < unitShuffle.Length; unit++)
            unitShuffle[unit] = unit;
        random.Shuffle(unitShuffle);
    }

    /// <summary>The order that given noise stands for, <c>argsort(noise)</c>: small noise is kept, equal noise in index order.</summary>
    public static int[] OrderByNoise(ReadOnlySpan<float> noise)
    {
        float[] values = noise.ToArray();
        return [.. Enumerable.Range(0, values.Length).OrderBy(unit => values[unit])];   // stable, unlike Span.Sort
    }
}
