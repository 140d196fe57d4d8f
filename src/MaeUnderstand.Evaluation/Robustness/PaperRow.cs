namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>A row of the paper's Table 1 or 4.</summary>
/// <param name="Table">1 or 4.</param>
/// <param name="Block">The sweep that it is a part of.</param>
/// <param name="MaskRatio">The mask ratio.</param>
/// <param name="MaskPatch">Side of a mask unit in pixels.</param>
/// <param name="VitPatchStated">Side of a ViT patch by the text.</param>
/// <param name="VitPatchInferred">Side of a ViT patch by what the numbers support.</param>
/// <param name="Top1">Top-1 in per cent by column.</param>
public sealed record PaperRow(
    int Table, string Block, double MaskRatio, int MaskPatch, int VitPatchStated, int VitPatchInferred,
    IReadOnlyDictionary<string, double> Top1)
{
    /// <summary>The row's place, and its ViT patch, which is in doubt for some.</summary>
    public string Describe() => VitPatchStated == VitPatchInferred
        ? $"paper, Table {Table}, {Block}, ViT patch {VitPatchStated}"
        : $"paper, Table {Table}, {Block}, ViT patch {VitPatchStated} stated, {VitPatchInferred} by its numbers";
}
