using MaeUnderstand.Masking;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Data;

/// <summary>
/// Mixup (arXiv 1710.09412) and CutMix (arXiv 1905.04899) as timm's <c>Mixup</c> in the mode <c>batch</c> with the probability 1,
/// which MAE fine-tunes with (FINETUNE.md, <c>--mixup 0.8 --cutmix 1.0</c>): image i is mixed with image B − 1 − i, all of a batch
/// alike, and the targets likewise.
/// </summary>
/// <param name="MixupAlpha">λ of mixup is Beta(alpha, alpha); 0 switches mixup off. Default 0.8.</param>
/// <param name="CutMixAlpha">λ of CutMix is Beta(alpha, alpha); 0 switches CutMix off. Default 1.</param>
/// <param name="SwitchProbability">How often a batch gets CutMix where both are on, 0 to 1. Default 0.5.</param>
/// <param name="LabelSmoothing">The share of a target that all classes have in common, in [0, 1). Default 0.1.</param>
public sealed record Mixup(
    double MixupAlpha = 0.8, double CutMixAlpha = 1, double SwitchProbability = 0.5, double LabelSmoothing = 0.1)
{
    /// <summary>Whether anything is mixed; targets are smoothed in any case.</summary>
    public bool IsActive => MixupAlpha > 0 || CutMixAlpha > 0;

    /// <summary>Every fault of the values, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (!(MixupAlpha >= 0 && double.IsFinite(MixupAlpha)))
            yield return $"The mixup alpha must be 0 (off) or above, but is {MixupAlpha}.";
        if (!(CutMixAlpha >= 0 && double.IsFinite(CutMixAlpha)))
            yield return $"The CutMix alpha must be 0 (off) or above, but is {CutMixAlpha}.";
        if (!(SwitchProbability is >= 0 and <= 1))
            yield return $"The probability of switching to CutMix must be from 0 to 1, but is {SwitchProbability}.";
        if (!(LabelSmoothing is >= 0 and < 1))
            yield return $"The label smoothing must be 0 or above and below 1, but is {LabelSmoothing}.";
    }

    /// <summary>Draws how a batch of images of the given size is mixed.</summary>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="key">Fixes every random choice.</param>
    public MixDraw Draw(int height, int width, RandomKey key)
    {
        if (!IsActive)
            return new(1, null);
        var random = new KeyedRandom(key);
        bool isCutMix = MixupAlpha <= 0 || CutMixAlpha > 0 && random.NextDouble() < SwitchProbability;
        double alpha = isCutMix ? CutMixAlpha : MixupAlpha;
        double lambda = random.NextBeta(alpha, alpha);
        if (!isCutMix)
            return new(lambda, null);
        PixelBox box = DrawBox(height, width, lambda, ref random);
        return new(1 - (double)box.Height * box.Width / ((double)height * width), box);    // the border cuts boxes: λ is the area kept
    }

    /// <summary>Mixes a batch. Of an odd one, the image in the middle is mixed with itself (timm refuses it).</summary>
    /// <param name="images">Floating-point [B, 3, H, W], on any device; changed in place, so that no second batch is kept.</param>
    /// <param name="labels">int64 [B], on any device; borrowed. Those on the CPU are checked.</param>
    /// <param name="classCount">Number of classes, K.</param>
    /// <param name="batchKey">Fixes every random choice: <see cref="RandomPurpose.Mixup"/> under the run's seed, then the number of the
    /// batch.</param>
    /// <returns>The images that were passed, and float32 [B, K] targets on their device, owned by the caller; each row sums to 1.</returns>
    /// <exception cref="ArgumentException">A tensor has another shape or type, or a label is no class.</exception>
    public (Tensor Images, Tensor Targets) Apply(Tensor images, Tensor labels, int classCount, RandomKey batchKey)
    {
        Normalisation.Require(images, null);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.dim() == 1 && labels.shape[0] != images.shape[0])
            throw new ArgumentException($"{images.shape[0]} images need as many labels, but there are {labels.shape[0]}.", nameof(labels));
        using DisposeScope scope = NewDisposeScope();
        Tensor targets = SoftTargets.OneHot(labels, classCount, LabelSmoothing, images.device);
        MixDraw draw = Draw((int)images.shape[2], (int)images.shape[3], batchKey);
        if (draw.Lambda < 1)
        {
            if (draw.CutBox is { } box)
                Paste(images, box);
            else
                Blend(images, draw.Lambda);
            Blend(targets, draw.Lambda);
        }
        return (images, targets.MoveToOuterDisposeScope());
    }

    /// <summary>timm's <c>rand_bbox</c>: sides of √(1 − λ) of the image's round a uniform place, cut off at the border.</summary>
    private static PixelBox DrawBox(int height, int width, double lambda, ref KeyedRandom random)
    {
        double ratio = Math.Sqrt(1 - lambda);
        (int halfHeight, int halfWidth) = ((int)(height * ratio) / 2, (int)(width * ratio) / 2);
        (int y, int x) = (random.NextInt32(height), random.NextInt32(width));
        (int top, int left) = (Math.Max(y - halfHeight, 0), Math.Max(x - halfWidth, 0));
        return new(top, left, Math.Min(y + halfHeight, height) - top, Math.Min(x + halfWidth, width) - left);
    }

    private static void Blend(Tensor values, double lambda)
    {
        using Tensor others = values.flip(0).mul_(1 - lambda);
        values.mul_(lambda).add_(others);
    }

    private static void Paste(Tensor images, PixelBox box)
    {
        using Tensor rows = images.narrow(2, box.Top, box.Height);
        using Tensor part = rows.narrow(3, box.Left, box.Width);
        using Tensor others = part.flip(0);
        part.copy_(others);
    }
}
