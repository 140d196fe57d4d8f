namespace MaeUnderstand.Masking;

/// <summary>
/// The geometry of masking: a grid of tokens, cut into square mask units of k × k tokens (k = mask patch ÷ ViT patch), and how many
/// tokens stay visible. Semantics of facebookresearch/long_seq_mae, <c>util/long_seq_patch_loader.py</c>; with k = 1 those of
/// facebookresearch/mae. Tokens and units are numbered row by row.
/// </summary>
public sealed class MaskLayout
{
    private readonly int[] unitTokens;    // the tokens of every unit, unit by unit
    private readonly int[] unitStarts;    // [units + 1], where a unit's tokens start in unitTokens

    /// <summary>Lays mask units over a token grid.</summary>
    /// <param name="rows">Token rows, at least 1.</param>
    /// <param name="columns">Token columns, at least 1.</param>
    /// <param name="unitSide">Tokens along a side of a mask unit, at least 1. Units on the right and bottom edge lose the tokens that
    /// fall outside the grid.</param>
    /// <param name="maskRatio">Share of the tokens that is removed, 0 ≤ ratio &lt; 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range, or no token would stay visible.</exception>
    public MaskLayout(int rows, int columns, int unitSide, double maskRatio)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(unitSide);
        if (maskRatio is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(maskRatio), maskRatio, "The mask ratio must be at least 0 and below 1.");

        (Rows, Columns, UnitSide, MaskRatio) = (rows, columns, unitSide, maskRatio);
        KeepCount = KeepCountOf(TokenCount, maskRatio);
        if (KeepCount == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(maskRatio), maskRatio,
                $"The mask ratio leaves none of {TokenCount} tokens visible; lower it to at most {HighestRatio(TokenCount):0.####}.");
        }
        (unitTokens, unitStarts) = TokensByUnit();
    }

    /// <summary>Token rows.</summary>
    public int Rows { get; }

    /// <summary>Token columns.</summary>
    public int Columns { get; }

    /// <summary>Tokens along a side of a mask unit: mask patch ÷ ViT patch.</summary>
    public int UnitSide { get; }

    /// <summary>Share of the tokens that is removed.</summary>
    public double MaskRatio { get; }

    /// <summary>L, the number of tokens.</summary>
    public int TokenCount => Rows * Columns;

    /// <summary>Rows of mask units, edge units included.</summary>
    public int UnitRows => (Rows - 1) / UnitSide + 1;

    /// <summary>Columns of mask units, edge units included.</summary>
    public int UnitColumns => (Columns - 1) / UnitSide + 1;

    /// <summary>The number of mask units.</summary>
    public int UnitCount => UnitRows * UnitColumns;

    /// <summary>K, the number of visible tokens. It counts tokens, not units: the last visible unit may be visible in part.</summary>
    public int KeepCount { get; }

    /// <summary>
    /// The reference's count of visible tokens, <c>int(L * (1 - mask_ratio))</c>: computed in double precision and truncated, so
    /// that 100 tokens at ratio 0.9 keep 9.
    /// </summary>
    public static int KeepCountOf(int tokenCount, double maskRatio) => (int)(tokenCount * (1 - maskRatio));

    private static double HighestRatio(int tokenCount)
    {
        double steps = Math.Floor((1 - 1.0 / tokenCount) * 10_000);
        while (KeepCountOf(tokenCount, steps / 10_000) == 0)     // 0.8 of 5 tokens, for one: 5 * (1 - 0.8) is just below 1
            steps--;
        return steps / 10_000;
    }

    /// <summary>Writes the tokens of the units, one unit after another; inside a unit column by column, as the reference does.</summary>
    /// <param name="unitShuffle">A permutation of the units, length <see cref="UnitCount"/>; the first ones become visible.</param>
    /// <param name="idsShuffle">Receives a permutation of the tokens, length <see cref="TokenCount"/>.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Expand(ReadOnlySpan<int> unitShuffle, Span<int> idsShuffle)
    {
        if (unitShuffle.Length != UnitCount || idsShuffle.Length != TokenCount)
        {
            throw new ArgumentException($"Expected {UnitCount} units and {TokenCount} tokens, " +
                $"but got {unitShuffle.Length} and {idsShuffle.Length}.");
        }
        foreach (int unit in unitShuffle)
        {
            ReadOnlySpan<int> tokens = unitTokens.AsSpan(unitStarts[unit]..unitStarts[unit + 1]);
            tokens.CopyTo(idsShuffle);
            idsShuffle = idsShuffle[tokens.Length..];
        }
    }

    private (int[] Tokens, int[] Starts) TokensByUnit()
    {
        var tokens = new List<int>(TokenCount);
        var starts = new int[UnitCount + 1];
        for (int unit = 0; unit < UnitCount; unit++)
        {
            int top = unit / UnitColumns * UnitSide;
            int left = unit % UnitColumns * UnitSide;
            for (int column = left; column < Math.Min(left + UnitSide, Columns); column++)
            {
                for (int row = top; row < Math.Min(top + UnitSide, Rows); row++)
                    tokens.Add(row * Columns + column);
            }
            starts[unit + 1] = tokens.Count;
        }
        return ([.. tokens], starts);
    }
}
