using MaeUnderstand.Data;
using MaeUnderstand.Masking;
using MaeUnderstand.Models;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Reconstruction;

/// <summary>
/// The picture by which one judges an MAE: a row an image, with the original, what the encoder sees, the reconstruction, and the
/// reconstruction with the visible patches put back (as in the reference's demo, <c>mae_visualize.ipynb</c>).
/// </summary>
public static class ReconstructionSheet
{
    private const double Grey = 0.5;                    // of removed patches, on a scale of 0 to 1
    private const int SmallestSide = 128;               // of an image in the picture, in pixels

    /// <summary>Draws the picture.</summary>
    /// <param name="model">Borrowed.</param>
    /// <param name="pixels">[B, 3, H, W] uint8; borrowed.</param>
    /// <param name="masks">One an image.</param>
    public static RgbImage Draw(MaskedAutoencoder model, Tensor pixels, IReadOnlyList<TokenMask> masks)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pixels);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using var mask = new MaskBatch(masks, model.Device);
        Tensor onDevice = pixels.to(model.Device);
        Tensor original = onDevice.to(float32) / 255;
        Tensor reconstruction = Normalisation.ImageNet.Denormalise(model.Reconstruct(Normalisation.ImageNet.Normalise(onDevice), mask));
        Tensor isRemoved = Patches.Unpatchify(
            mask.ToMask().unsqueeze(-1).expand(-1, -1, model.Vit.PatchLength).contiguous(), model.Vit.PatchSize);
        Tensor[] columns =
        [
            original,
            original.lerp(full_like(original, Grey), isRemoved),
            reconstruction,
            original.lerp(reconstruction, isRemoved),
        ];
        Tensor all = (stack(columns, dim: 1) * 255).round().to(uint8).cpu().contiguous();       // [B, 4, 3, H, W]
        (int height, int width) = ((int)pixels.shape[2], (int)pixels.shape[3]);
        byte[] bytes = all.bytes.ToArray();
        int length = 3 * height * width;
        return ImageGrid.Compose(
            [.. Enumerable.Range(0, masks.Count * columns.Length).Select(i => new ReadOnlyMemory<byte>(bytes, i * length, length))],
            height, width, columns.Length, scale: (SmallestSide + width - 1) / width);
    }

    /// <summary>The masks of images that are only looked at: they depend on the seed and the image alone.</summary>
    /// <param name="mask">How to mask.</param>
    /// <param name="model">Whose tokens are masked.</param>
    /// <param name="seed">Fixes the masks.</param>
    /// <param name="indices">The images' numbers in their source.</param>
    public static IReadOnlyList<TokenMask> Masks(MaskConfig mask, MaskedAutoencoder model, long seed, IEnumerable<int> indices)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(model);
        MaskLayout layout = mask.Layout(model.Vit.GridSize, model.Vit.PatchSize);
        IMaskSampler sampler = MaskSamplers.Get(mask.Sampler);
        RandomKey key = RandomKey.FromSeed(seed).For(RandomPurpose.ReconstructionMask);
        return [.. indices.Select(index => sampler.Sample(layout, key.Derive(index)))];
    }
}
