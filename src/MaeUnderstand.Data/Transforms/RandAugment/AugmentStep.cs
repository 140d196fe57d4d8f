namespace MaeUnderstand.Data;

/// <summary>One operation of <see cref="RandAugment"/> as it was drawn.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Magnitude">How much, 0 to 10.</param>
/// <param name="IsNegated">The direction, for an operation that has two.</param>
public readonly record struct AugmentStep(AugmentOperation Operation, double Magnitude, bool IsNegated)
{
    /// <summary>What the operation takes, by the ranges of timm's <c>auto_augment.py</c>: degrees, a share of the side, a factor, a
    /// threshold or a count of bits; 0 where it takes nothing.</summary>
    /// <param name="isIncreasing">Whether a larger magnitude changes the image more, whatever the operation.</param>
    internal double Argument(bool isIncreasing)
    {
        double level = Magnitude / RandAugment.LargestMagnitude;
        double sign = IsNegated ? -1 : 1;
        return Operation switch
        {
            AugmentOperation.Rotate => sign * (level * 30),
            AugmentOperation.ShearX or AugmentOperation.ShearY => sign * (level * 0.3),
            AugmentOperation.TranslateX or AugmentOperation.TranslateY => sign * (level * 0.45),
            AugmentOperation.Posterize => FromTop(4, level, isIncreasing),
            AugmentOperation.Solarize => FromTop(256, level, isIncreasing),
            AugmentOperation.SolarizeAdd => (int)(level * 110),
            AugmentOperation.Color or AugmentOperation.Contrast or AugmentOperation.Brightness or AugmentOperation.Sharpness =>
                isIncreasing ? Math.Max(0.1, 1 + sign * (level * 0.9)) : level * 1.8 + 0.1,
            _ => 0,
        };
    }

    private static int FromTop(int top, double level, bool isIncreasing)
    {
        int value = (int)(level * top);
        return isIncreasing ? top - value : value;
    }
}
