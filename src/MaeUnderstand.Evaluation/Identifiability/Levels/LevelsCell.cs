using System.Globalization;

namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>One model of the grid.</summary>
/// <param name="Ratio">Its mask ratio.</param>
/// <param name="Unit">Side of its mask units, in tokens.</param>
/// <param name="Seed">Fixes its world, weights and masks.</param>
public sealed record LevelsCell(double Ratio, int Unit, long Seed)
{
    /// <summary>The cell's name, which its folder has.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"ratio-{Ratio:R}-unit-{Unit}-seed-{Seed}");
}
