namespace MaeUnderstand.Theory.Prediction;

/// <summary>What masks of one ratio and one unit share with what they leave.</summary>
public sealed record PredictionCell
{
    /// <summary>Share of the tokens removed.</summary>
    public required double Ratio { get; init; }

    /// <summary>Tokens along a side of a mask unit.</summary>
    public required int Unit { get; init; }

    /// <summary>Masks looked at, of all hierarchies.</summary>
    public required int Masks { get; init; }

    /// <summary>Tokens that a mask removes.</summary>
    public required int MaskedTokens { get; init; }

    /// <summary>Whether the tokens to remove are no whole number of full units, so that a mask has to cut one.</summary>
    public required bool CutsAUnit { get; init; }

    /// <summary>The headline: the mean level of C's members, averaged over the masks whose C is not empty.</summary>
    public required SeededMean Level { get; init; }

    /// <summary>The highest level of a member of C, averaged over the masks whose C is not empty.</summary>
    public required SeededMean HighestLevel { get; init; }

    /// <summary>Members of C.</summary>
    public required SeededMean Members { get; init; }

    /// <summary>dim(c): the sum of the members' dimensions.</summary>
    public required SeededMean Dimension { get; init; }

    /// <summary>Independent source dimensions that c determines: those of C's members and their ancestors, each once.</summary>
    public required SeededMean Sources { get; init; }

    /// <summary>[levels] Share of C's members at each level from 1 on, of all masks together.</summary>
    public required IReadOnlyList<double> LevelShares { get; init; }

    /// <summary>[levels] Share of each level's latents from 1 on that are common ancestors: their observables are masked in part.</summary>
    public required IReadOnlyList<double> SplitShares { get; init; }

    /// <summary>Share of the masks whose C is empty.</summary>
    public required double EmptyShare { get; init; }
}
