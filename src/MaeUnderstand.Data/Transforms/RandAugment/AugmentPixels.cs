namespace MaeUnderstand.Data;

/// <summary>The operations of <see cref="RandAugment"/> on 8-bit planes, byte for byte those of Pillow.</summary>
internal static class AugmentPixels
{
    /// <summary>Does one operation in place.</summary>
    /// <param name="operation">What to do.</param>
    /// <param name="argument">As of <see cref="AugmentStep.Argument"/>.</param>
    /// <param name="chw">[3, height, width].</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public static void Apply(AugmentOperation operation, double argument, Span<byte> chw, int height, int width)
    {
        RequireSize(chw.Length, height, width);
        switch (operation)
        {
            case AugmentOperation.Rotate:
                AffineResample.Run(chw, height, width, AffineMap.Rotate(argument, height, width));
                break;
            case AugmentOperation.ShearX:
                AffineResample.Run(chw, height, width, AffineMap.Identity with { XFromY = argument });
                break;
            case AugmentOperation.ShearY:
                AffineResample.Run(chw, height, width, AffineMap.Identity with { YFromX = argument });
                break;
            case AugmentOperation.TranslateX:
                AffineResample.Run(chw, height, width, AffineMap.Identity with { X = argument * width });
                break;
            case AugmentOperation.TranslateY:
                AffineResample.Run(chw, height, width, AffineMap.Identity with { Y = argument * height });
                break;
            case AugmentOperation.Color:
                ColourBlend.Color(chw, (float)argument);
                break;
            case AugmentOperation.Sharpness:
                ColourBlend.Sharpness(chw, height, width, (float)argument);
                break;
            default:
                PointOperation.Apply(operation, argument, chw);
                break;
        }
    }

    /// <summary>Throws where a buffer is not [3, height, width] with at least one pixel.</summary>
    public static void RequireSize(int length, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (length != 3L * height * width)
        {
            throw new ArgumentException(
                $"Planes of {height}×{width} pixels take {3L * height * width} bytes, but the buffer has {length}.");
        }
    }
}
