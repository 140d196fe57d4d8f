namespace MaeUnderstand.Masking;

/// <summary>
/// Removes rectangles until the ratio is reached: the block-wise masking of BEiT (Bao et al. 2022, algorithm 1;
/// <c>masking_generator.py</c> of microsoft/unilm), which the MAE paper compares with in table 1f. Blocks of at least
/// <see cref="SmallestBlock"/> units have an aspect ratio between 0.3 and 1/0.3 and may overlap. BEiT stops short of the ratio when
/// ten tries in a row fit no block; a batch needs equal counts, so here random units make up the rest.
/// </summary>
public sealed class BlockSampler : IMaskSampler
{
    /// <summary>The fewest units that BEiT aims a block at.</summary>
    public const int SmallestBlock = 16;

    private const double SmallestAspect = 0.3;
    private const int TriesPerBlock = 10;

    /// <inheritdoc/>
    public void Order(MaskLayout layout, ref KeyedRandom random, Span<int> unitShuffle)
    {
        ArgumentNullException.ThrowIfNull(layout);
        int maskTarget = (int)Math.Round((double)layout.UnitCount * (layout.TokenCount - layout.KeepCount) / layout.TokenCount);
        var isMasked = new bool[layout.UnitCount];
        var masked = new List<int>(maskTarget);
        while (masked.Count < maskTarget && AddBlock(layout, isMasked, masked, maskTarget - masked.Count, ref random))
        {
        }

        int[] visible = [.. Enumerable.Range(0, layout.UnitCount).Where(unit => !isMasked[unit])];
        random.Shuffle<int>(visible);
        visible.CopyTo(unitShuffle);                             // a shortfall is masked from the end of these
        masked.Reverse();                                        // the units masked last are the first to be shown in part
        masked.CopyTo(unitShuffle[visible.Length..]);
    }

    private static bool AddBlock(MaskLayout layout, bool[] isMasked, List<int> masked, int most, ref KeyedRandom random)
    {
        for (int attempt = 0; attempt < TriesPerBlock; attempt++)
        {
            double area = random.NextDouble(Math.Min(SmallestBlock, most), most);
            double aspect = Math.Exp(random.NextDouble(Math.Log(SmallestAspect), -Math.Log(SmallestAspect)));
            int height = (int)Math.Round(Math.Sqrt(area * aspect));
            int width = (int)Math.Round(Math.Sqrt(area / aspect));
            if (height < 1 || width < 1 || height >= layout.UnitRows || width >= layout.UnitColumns)
                continue;

            int top = random.NextInt32(layout.UnitRows - height + 1);
            int left = random.NextInt32(layout.UnitColumns - width + 1);
            List<int> added = [];
            for (int row = top; row < top + height; row++)
            {
                for (int column = left; column < left + width; column++)
                {
                    int unit = row * layout.UnitColumns + column;
                    if (!isMasked[unit])
                        added.Add(unit);
                }
            }
            if (added.Count == 0 || added.Count > most)
                continue;
            foreach (int unit in added)
                isMasked[unit] = true;
            masked.AddRange(added);
            return true;
        }
        return false;
    }
}
