using MaeUnderstand.Masking;
using MaeUnderstand.Torch.Compute;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Data;

/// <summary>
/// Random erasing (arXiv 1708.04896) as timm's <c>RandomErasing</c> in the mode <c>pixel</c> with one box an image, which MAE fine-tunes
/// with (<c>main_finetune.py</c>, <c>--reprob 0.25 --remode pixel --recount 1</c>): a box of a normalised image is filled with noise.
/// </summary>
/// <param name="Probability">How often an image loses a box, 0 to 1. Default 0.25.</param>
/// <param name="MinArea">Smallest share of the image's area. Default 0.02.</param>
/// <param name="MaxArea">Largest share of the image's area. Default 1/3.</param>
/// <param name="MinAspect">Smallest height / width. Default 0.3.</param>
/// <param name="MaxAspect">Largest height / width. Default 1/0.3.</param>
public sealed record RandomErasing(
    double Probability = 0.25, double MinArea = 0.02, double MaxArea = 1.0 / 3, double MinAspect = 0.3, double MaxAspect = 1 / 0.3)
{
    private const int Attempts = 10;

    /// <summary>Every fault of the values, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (!(Probability is >= 0 and <= 1))
            yield return $"The random erasing probability must be from 0 to 1, but is {Probability}.";
        if (!(MinArea > 0 && MinArea <= MaxArea && MaxArea <= 1))
            yield return $"The erased area must satisfy 0 < min <= max <= 1, but is {MinArea} to {MaxArea}.";
        if (!(MinAspect > 0 && MinAspect <= MaxAspect && double.IsFinite(MaxAspect)))
            yield return $"The erased box's aspect ratio must satisfy 0 < min <= max, but is {MinAspect} to {MaxAspect}.";
    }

    /// <summary>Draws the box of an image of the given size.</summary>
    /// <returns>The box, smaller than the image in both directions; <see langword="null"/> where the image stays whole, by chance or
    /// because no box of ten fitted.</returns>
    public PixelBox? Draw(int height, int width, ref KeyedRandom random)
    {
        if (random.NextDouble() >= Probability)
            return null;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double target = (double)height * width * random.NextDouble(MinArea, MaxArea);
            double aspect = Math.Exp(random.NextDouble(Math.Log(MinAspect), Math.Log(MaxAspect)));
            double boxHeight = Math.Round(Math.Sqrt(target * aspect));        // halves to even, as Python
            double boxWidth = Math.Round(Math.Sqrt(target / aspect));
            if (boxHeight < height && boxWidth < width)
            {
                int top = random.NextInt32(height - (int)boxHeight + 1);
                int left = random.NextInt32(width - (int)boxWidth + 1);
                return new(top, left, (int)boxHeight, (int)boxWidth);
            }
        }
        return null;
    }

    /// <summary>Erases in place. What happens to a row depends on its key alone, not on the other rows.</summary>
    /// <param name="images">Floating-point [B, 3, H, W], normalised, on any device; changed.</param>
    /// <param name="keys">[B], fix the box and the noise of each row: <see cref="RandomPurpose.RandomErasing"/> under the run's seed, then
    /// the epoch, then the image. The noise is the same on every device.</param>
    /// <returns>The argument.</returns>
    /// <exception cref="ArgumentException">The tensor has another shape or type, or there is not one key a row.</exception>
    public Tensor Apply(Tensor images, ReadOnlySpan<RandomKey> keys)
    {
        Normalisation.Require(images, null);
        if (keys.Length != images.shape[0])
            throw new ArgumentException($"{images.shape[0]} images need as many keys, but there are {keys.Length}.", nameof(keys));
        (int height, int width) = ((int)images.shape[2], (int)images.shape[3]);
        using var generator = new Generator(0, CPU);
        for (int row = 0; row < keys.Length; row++)
        {
            var random = new KeyedRandom(keys[row]);
            if (Draw(height, width, ref random) is { Height: > 0, Width: > 0 } box)
                Fill(images, row, box, generator.manual_seed(unchecked((long)random.NextUInt64())));
        }
        return images;
    }

    private static void Fill(Tensor images, int row, PixelBox box, Generator generator)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor noise = empty([3, box.Height, box.Width], ScalarType.Float32, CPU).normal_(0, 1, generator);
        Tensor sent = DeviceTransfer.Send(noise, images.device);
        images.select(0, row).narrow(1, box.Top, box.Height).narrow(2, box.Left, box.Width).copy_(sent);
    }
}
