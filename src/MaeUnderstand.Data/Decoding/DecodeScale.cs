namespace MaeUnderstand.Data;

/// <summary>The sizes at which a JPEG decoder can give an image: its blocks of 8 × 8 coefficients as blocks of fewer pixels, so the
/// scales are counted in eighths.</summary>
public static class DecodeScale
{
    /// <summary>The image's own size.</summary>
    public const int Whole = 8;

    /// <summary>A side of the image at a scale; a pixel begun counts.</summary>
    /// <param name="length">The side in pixels.</param>
    /// <param name="eighths">The scale, 1 to <see cref="Whole"/>.</param>
    public static int Of(int length, int eighths) => (length * eighths + Whole - 1) / Whole;

    /// <summary>How many of the image's pixels so many scaled ones are; a pixel begun counts.</summary>
    /// <param name="length">Scaled pixels.</param>
    /// <param name="eighths">The scale, 1 to <see cref="Whole"/>.</param>
    public static int Undone(int length, int eighths) => (length * Whole + eighths - 1) / eighths;
}
