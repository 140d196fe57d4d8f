namespace MaeUnderstand.Evaluation.Reconstruction;

/// <summary>The scores of an image, in the order of the tables.</summary>
public static class ScoreColumns
{
    /// <summary>Of the reconstruction from all patches.</summary>
    public static IReadOnlyList<string> Unmasked { get; } = ["mse", "psnr", "ssim", "ssim_y", "fsim", "fsimc"];

    /// <summary>Of the reconstruction from the visible patches: errors of the removed, the visible and all pixels, likeness of the
    /// whole.</summary>
    public static IReadOnlyList<string> Masked { get; } =
    [
        "masked_mse", "masked_psnr", "visible_mse", "visible_psnr", "all_mse", "all_psnr", "all_ssim", "all_fsim", "all_fsimc",
    ];

    /// <summary>Where <c>ssim</c> stands, by which images are ranked.</summary>
    public const int Ssim = 2;

    /// <summary>The columns of an evaluation.</summary>
    public static IReadOnlyList<string> Of(bool hasMasked) => hasMasked ? [.. Unmasked, .. Masked] : Unmasked;
}
