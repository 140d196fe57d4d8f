using System.Globalization;
using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Hierarchies;

namespace MaeUnderstand.Theory.Prediction;

/// <summary>Which masks over which hierarchy a <see cref="LevelPredictor"/> looks at.</summary>
public sealed record PredictionPlan
{
    /// <summary>The hierarchy's name, one of <see cref="ImageHierarchies.Names"/>.</summary>
    public required string Hierarchy { get; init; }

    /// <summary>The hierarchy's size.</summary>
    public required HierarchyShape Shape { get; init; }

    /// <summary>The shares of tokens removed, ascending.</summary>
    public required IReadOnlyList<double> Ratios { get; init; }

    /// <summary>The tokens along a side of a mask unit, ascending.</summary>
    public required IReadOnlyList<int> Units { get; init; }

    /// <summary>Masks of each ratio, unit and seed.</summary>
    public required int Masks { get; init; }

    /// <summary>Hierarchies drawn of a random kind; of another the one hierarchy gets as many times the masks.</summary>
    public required int Seeds { get; init; }

    /// <summary>The mask sampler's name, one of <see cref="MaskSamplers.Names"/>.</summary>
    public string Sampler { get; init; } = MaskSamplers.Default;

    /// <summary>Fixes hierarchies and masks.</summary>
    public long Seed { get; init; }

    /// <summary>Every fault, a line each, in the words of the command line.</summary>
    public IEnumerable<string> Problems()
    {
        if (!ImageHierarchies.Exists(Hierarchy))
            yield return $"--hierarchy must be one of {string.Join(", ", ImageHierarchies.Names)}, but is '{Hierarchy}'.";
        if (!MaskSamplers.Exists(Sampler))
            yield return $"--sampler must be one of {string.Join(", ", MaskSamplers.Names)}, but is '{Sampler}'.";
        string[] shape = [.. Shape.Problems()];
        foreach (string problem in shape)
            yield return problem;
        if (Masks is < 2 or > 1_000_000)
            yield return $"--masks must be between 2 and 1000000, but is {Masks}: one mask has no interval.";
        if (Seeds is < 1 or > 1000)
            yield return $"--seeds must be between 1 and 1000, but is {Seeds}.";
        foreach (string problem in shape.Length == 0 ? MaskProblems() : [])
            yield return problem;
    }

    private IEnumerable<string> MaskProblems()
    {
        int tokens = Shape.Rows * Shape.Columns;
        foreach (double ratio in Ratios)
        {
            string shown = ratio.ToString(CultureInfo.InvariantCulture);
            if (ratio is not (> 0 and < 1))
                yield return $"--ratios must lie above 0 and below 1, but one is {shown}.";
            else if (MaskLayout.KeepCountOf(tokens, ratio) is var kept && (kept == 0 || kept == tokens))
                yield return $"--ratios has {shown}, which {(kept == 0 ? "leaves no token visible" : "removes no token")} of {tokens}.";
        }
        int side = Math.Min(Shape.Rows, Shape.Columns);
        foreach (int unit in Units.Where(unit => unit < 1 || unit > side))
            yield return $"--units must lie between 1 and the grid's {side}, but one is {unit}.";
    }
}
