namespace MaeUnderstand.Theory.Prediction;

/// <summary>The prediction over ratio × unit.</summary>
/// <param name="Plan">What was asked.</param>
/// <param name="Levels">The highest level of a latent in any of the hierarchies.</param>
/// <param name="Latents">Latents of a hierarchy, the mean over the hierarchies.</param>
/// <param name="Hierarchies">Different hierarchies drawn.</param>
/// <param name="Cells">Unit by unit, for each the ratios in ascending order.</param>
public sealed record PredictionReport(
    PredictionPlan Plan, int Levels, double Latents, int Hierarchies, IReadOnlyList<PredictionCell> Cells)
{
    /// <summary>The cells of a unit, by ascending ratio.</summary>
    public IReadOnlyList<PredictionCell> OfUnit(int unit) => [.. Cells.Where(cell => cell.Unit == unit)];
}
