using MaeUnderstand.Masking;

namespace MaeUnderstand.Data;

/// <summary>
/// RandAugment (arXiv 1909.13719) in the form of timm's <c>rand-m9-mstd0.5-inc1</c>, which MAE fine-tunes with (<c>main_finetune.py</c>,
/// <c>--aa</c>): operations drawn with replacement from fifteen, each done every other time. The bytes are those of Pillow;
/// what moves into the image has ImageNet's mean colour.
/// </summary>
/// <param name="Magnitude">How strong the operations are on average, 0 to 10. Default 9 (<c>m9</c>).</param>
/// <param name="MagnitudeStd">Standard deviation of an operation's magnitude, which is then clipped to 0 to 10. Default 0.5
/// (<c>mstd0.5</c>).</param>
/// <param name="OperationCount">Operations drawn for an image; 0 leaves it as it is. Default 2 (timm's default).</param>
/// <param name="IsIncreasing">Whether a larger magnitude changes the image more, whatever the operation (<c>inc1</c>, the default).
/// Without it, posterize and solarize change it less, and the four enhancements lie between factors of 0.1 and 1.9.</param>
public sealed record RandAugment(double Magnitude = 9, double MagnitudeStd = 0.5, int OperationCount = 2, bool IsIncreasing = true)
{
    /// <summary>The end of the scale of magnitudes.</summary>
    public const double LargestMagnitude = 10;

    /// <summary>The largest standard deviation of a magnitude; timm takes a larger one as the wish for a uniform magnitude.</summary>
    public const double LargestStd = 100;

    private const double Chance = 0.5;

    private static readonly int Operations = Enum.GetValues<AugmentOperation>().Length;

    /// <summary>Every fault of the values, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (!(Magnitude is >= 0 and <= LargestMagnitude))
            yield return $"RandAugment's magnitude must be from 0 to {LargestMagnitude}, but is {Magnitude}.";
        if (!(MagnitudeStd is >= 0 and <= LargestStd))
            yield return $"The standard deviation of RandAugment's magnitude must be from 0 to {LargestStd}, but is {MagnitudeStd}.";
        if (OperationCount < 0)
            yield return $"RandAugment's operation count must be 0 or more, but is {OperationCount}.";
    }

    /// <summary>Draws one of the <see cref="OperationCount"/> operations.</summary>
    /// <returns>What to do; <see langword="null"/>, every other time, for nothing.</returns>
    public AugmentStep? Draw(ref KeyedRandom random)
    {
        var operation = (AugmentOperation)random.NextInt32(Operations);
        if (random.NextDouble() >= Chance)
            return null;
        double magnitude = Math.Clamp(Magnitude + MagnitudeStd * random.NextGaussian(), 0, LargestMagnitude);
        return new(operation, magnitude, random.NextDouble() < Chance);
    }

    /// <summary>Augments an image in place.</summary>
    /// <param name="chw">[3, height, width], 8-bit red, green and blue planes.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="key">Fixes every random choice.</param>
    /// <exception cref="ArgumentException">The buffer has another size.</exception>
    public void Apply(Span<byte> chw, int height, int width, RandomKey key)
    {
        AugmentPixels.RequireSize(chw.Length, height, width);
        var random = new KeyedRandom(key);
        for (int i = 0; i < OperationCount; i++)
        {
            if (Draw(ref random) is { } step)
                AugmentPixels.Apply(step.Operation, step.Argument(IsIncreasing), chw, height, width);
        }
    }
}
