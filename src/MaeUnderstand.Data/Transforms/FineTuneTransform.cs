using MaeUnderstand.Masking;

namespace MaeUnderstand.Data;

/// <summary>
/// The augmentation of MAE's fine-tuning (<c>util/datasets.py</c>, timm's <c>create_transform</c>) as far as it works on bytes: a random
/// resized crop, bicubic, a horizontal flip of every other image, then <see cref="RandAugment"/>. <see cref="RandomErasing"/> follows
/// on normalised tensors.
/// </summary>
public sealed class FineTuneTransform : ITransform
{
    private readonly TrainTransform cropAndFlip;
    private readonly RandAugment augment;

    /// <summary>Makes the transform.</summary>
    /// <param name="size">Side of the result in pixels.</param>
    /// <param name="augment">What follows the flip; default: that of MAE's fine-tuning.</param>
    /// <param name="crop">The law of the crop; default: 8 % to all of the image, ratio 3/4 to 4/3 (timm's <c>create_transform</c>).</param>
    /// <param name="isFlipped">As of <see cref="TrainTransform"/>.</param>
    /// <exception cref="ArgumentException">The size is not positive or a law is impossible.</exception>
    public FineTuneTransform(int size, RandAugment? augment = null, RandomResizedCrop? crop = null, bool isFlipped = true)
    {
        cropAndFlip = new TrainTransform(size, crop ?? new RandomResizedCrop(MinScale: 0.08), isFlipped: isFlipped);
        this.augment = augment ?? new RandAugment();
        if (this.augment.Problems().FirstOrDefault() is { } problem)
            throw new ArgumentException(problem, nameof(augment));
    }

    /// <inheritdoc/>
    public int Size => cropAndFlip.Size;

    /// <inheritdoc/>
    public void Apply(IImageReader reader, RandomKey key, Span<byte> chw)
    {
        cropAndFlip.Apply(reader, key, chw);
        augment.Apply(chw, Size, Size, AugmentKey(key));
    }

    /// <summary>The key of the operations: a stream apart, so that crop and flip are those of <see cref="TrainTransform"/>.</summary>
    internal static RandomKey AugmentKey(RandomKey key) => key.Derive(1);
}
