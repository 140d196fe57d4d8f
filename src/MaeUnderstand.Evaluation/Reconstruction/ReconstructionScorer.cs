using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Metrics;
using MaeUnderstand.Models;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Reconstruction;

/// <summary>
/// Scores a model's reconstructions against the images (the paper, section 3.1): without masking, so that no mask token reaches the
/// decoder, and, if asked for, from visible patches alone. Colours lie between 0 and 1; the model's are clipped.
/// </summary>
/// <param name="model">Borrowed.</param>
/// <param name="recovery">How pixels come back from normalised targets.</param>
public sealed class ReconstructionScorer(MaskedAutoencoder model, PixelRecovery recovery) : IDisposable
{
    private static readonly SsimOptions PerChannel = new() { Colour = SsimColour.ChannelMean };

    private readonly Fsim fsim = new();

    /// <summary>The smallest images that can be scored, in pixels a side.</summary>
    public static int SmallestSide => PerChannel.WindowSize;

    /// <summary>Scores images.</summary>
    /// <param name="pixels">uint8 [B, 3, H, W]; borrowed.</param>
    /// <param name="mask">Of as many images; <see langword="null"/> where nothing is scored masked. Borrowed.</param>
    /// <returns>[B][columns], as of <see cref="ScoreColumns.Of"/>.</returns>
    public double[][] Score(Tensor pixels, MaskBatch? mask)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        using var _ = inference_mode();
        using var scope = NewDisposeScope();
        Tensor onDevice = pixels.to(model.Device);
        Tensor original = onDevice.to(float32) / 255;
        Tensor input = Normalisation.ImageNet.Normalise(onDevice);
        List<Tensor> columns = Unmasked(original, Reconstruct(input, null));
        if (mask is not null)
            columns.AddRange(Masked(original, Reconstruct(input, mask), IsRemoved(mask)));
        Tensor table = stack(columns, dim: 1).to(float64).cpu();
        double[] values = table.data<double>().ToArray();
        return [.. values.Chunk(columns.Count)];
    }

    /// <summary>Reconstructs images as colours.</summary>
    /// <param name="input">[B, 3, H, W] normalised; borrowed.</param>
    /// <param name="mask">Borrowed; <see langword="null"/> for none.</param>
    /// <returns>[B, 3, H, W] between 0 and 1; owned by the caller.</returns>
    public Tensor Reconstruct(Tensor input, MaskBatch? mask)
    {
        using Tensor reconstruction = model.Reconstruct(input, mask, recovery);
        return Normalisation.ImageNet.Denormalise(reconstruction);
    }

    /// <inheritdoc/>
    public void Dispose() => fsim.Dispose();

    private List<Tensor> Unmasked(Tensor original, Tensor reconstruction)
    {
        Tensor mse = Mse.Compute(original, reconstruction);
        FsimScores features = fsim.Compute(original, reconstruction);
        return
        [
            mse, Decibels(mse), Ssim.Compute(original, reconstruction, PerChannel), Ssim.Compute(original, reconstruction),
            features.Fsim, features.Fsimc,
        ];
    }

    private List<Tensor> Masked(Tensor original, Tensor reconstruction, Tensor isRemoved)
    {
        Tensor error = (original - reconstruction).square().mean([1]);                           // [B, H, W]
        Tensor masked = (error * isRemoved).sum([1, 2]) / isRemoved.sum([1, 2]);
        Tensor isVisible = 1 - isRemoved;
        Tensor visible = (error * isVisible).sum([1, 2]) / isVisible.sum([1, 2]);
        Tensor all = error.mean([1, 2]);
        FsimScores features = fsim.Compute(original, reconstruction);
        return
        [
            masked, Decibels(masked), visible, Decibels(visible), all, Decibels(all),
            Ssim.Compute(original, reconstruction, PerChannel), features.Fsim, features.Fsimc,
        ];
    }

    /// <summary>With piq's epsilon, so that means stay finite.</summary>
    private static Tensor Decibels(Tensor mse) => Psnr.OfMse(mse, epsilon: Psnr.PiqEpsilon);

    /// <returns>[B, H, W], 1 where a pixel is removed.</returns>
    private Tensor IsRemoved(MaskBatch mask) => Patches.Unpatchify(
        mask.ToMask().unsqueeze(-1).expand(-1, -1, model.Vit.PatchLength).contiguous(), model.Vit.PatchSize).select(1, 0);
}
