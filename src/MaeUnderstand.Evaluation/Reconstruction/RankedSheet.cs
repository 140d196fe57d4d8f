using MaeUnderstand.Data;
using MaeUnderstand.Masking;
using MaeUnderstand.Models;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Reconstruction;

/// <summary>Pictures of the images that a model reconstructs best, middlingly and worst.</summary>
public static class RankedSheet
{
    private const int SmallestSide = 128;               // of an image in the picture, in pixels

    /// <summary>Chooses images by SSIM.</summary>
    /// <param name="scores">At least one.</param>
    /// <param name="count">How many of each kind; fewer where there are fewer images.</param>
    /// <returns>The kind's name and its images' numbers: the best first, the middle ones round the median, the worst first.</returns>
    public static IEnumerable<(string Kind, int[] Indices)> Choose(IReadOnlyList<ImageScores> scores, int count)
    {
        ImageScores[] ranked = [.. scores.OrderByDescending(image => image.Values[ScoreColumns.Ssim]).ThenBy(image => image.Index)];
        int taken = Math.Min(count, ranked.Length);
        yield return ("best", IndicesOf(ranked[..taken]));
        yield return ("median", IndicesOf(ranked.AsSpan((ranked.Length - taken) / 2, taken).ToArray()));
        yield return ("worst", IndicesOf([.. ranked.Reverse().Take(taken)]));
    }

    /// <summary>Draws a row an image: the original and its reconstruction from all patches; with a mask also what is visible, the
    /// reconstruction from that, and the same with the visible patches put back.</summary>
    /// <param name="model">Borrowed.</param>
    /// <param name="recovery">How pixels come back from normalised targets.</param>
    /// <param name="source">Borrowed.</param>
    /// <param name="indices">Which of its images.</param>
    /// <param name="masks">One an image; <see langword="null"/> for none.</param>
    public static RgbImage Draw(
        MaskedAutoencoder model, PixelRecovery recovery, IImageSource source, IReadOnlyList<int> indices, IReadOnlyList<TokenMask>? masks)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(indices);
        using var _ = inference_mode();
        using var scope = NewDisposeScope();
        int side = model.Vit.ImageSize;
        Tensor pixels = Read(source, indices, side).to(model.Device);
        Tensor original = pixels.to(float32) / 255;
        Tensor input = Normalisation.ImageNet.Normalise(pixels);
        using var scorer = new ReconstructionScorer(model, recovery);
        List<Tensor> columns = [original, scorer.Reconstruct(input, null)];
        if (masks is not null)
        {
            using var mask = new MaskBatch(masks, model.Device);
            Tensor isRemoved = Patches.Unpatchify(
                mask.ToMask().unsqueeze(-1).expand(-1, -1, model.Vit.PatchLength).contiguous(), model.Vit.PatchSize);
            Tensor masked = scorer.Reconstruct(input, mask);
            columns.AddRange([original.lerp(full_like(original, 0.5), isRemoved), masked, original.lerp(masked, isRemoved)]);
        }
        Tensor all = (stack(columns, dim: 1) * 255).round().to(uint8).cpu().contiguous();         // [B, columns, 3, H, W]
        byte[] bytes = all.bytes.ToArray();
        int length = 3 * side * side;
        return ImageGrid.Compose(
            [.. Enumerable.Range(0, indices.Count * columns.Count).Select(i => new ReadOnlyMemory<byte>(bytes, i * length, length))],
            side, side, columns.Count, scale: (SmallestSide + side - 1) / side);
    }

    private static int[] IndicesOf(IEnumerable<ImageScores> images) => [.. images.Select(image => image.Index)];

    private static Tensor Read(IImageSource source, IReadOnlyList<int> indices, int side)
    {
        var transform = new EvalTransform(side);
        var pixels = new byte[indices.Count * 3 * side * side];
        for (int i = 0; i < indices.Count; i++)
        {
            using IImageReader reader = source.Open(indices[i], epoch: 0);
            transform.Apply(reader, default, pixels.AsSpan(i * 3 * side * side, 3 * side * side));
        }
        return tensor(pixels, [indices.Count, 3, side, side], uint8);
    }
}
