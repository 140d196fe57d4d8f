namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>The rows of the paper's Tables 1 and 4.</summary>
public static class PaperRows
{
    private const double RatioTolerance = 1e-9;

    private static readonly Lazy<IReadOnlyList<PaperRow>> Known = new(() => EmbeddedList.Read<Listed>("paper-tables-1-and-4.json").Rows);

    /// <summary>All rows, in the paper's order.</summary>
    public static IReadOnlyList<PaperRow> All => Known.Value;

    /// <summary>The rows of a model: its ViT patch is what the text states or what the numbers support.</summary>
    /// <param name="maskRatio">Its mask ratio.</param>
    /// <param name="maskPatch">Side of its mask units in pixels.</param>
    /// <param name="vitPatch">Side of its patches in pixels.</param>
    public static IReadOnlyList<PaperRow> Of(double maskRatio, int maskPatch, int vitPatch) =>
    [
        .. All.Where(row => Math.Abs(row.MaskRatio - maskRatio) < RatioTolerance && row.MaskPatch == maskPatch
            && (row.VitPatchStated == vitPatch || row.VitPatchInferred == vitPatch)),
    ];

    private sealed record Listed(IReadOnlyList<PaperRow> Rows);
}
