namespace MaeUnderstand.Data;

/// <summary>A rectangle of whole pixels, as torchvision's (i, j, h, w).</summary>
/// <param name="Top">First row.</param>
/// <param name="Left">First column.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct PixelBox(int Top, int Left, int Height, int Width)
{
    /// <summary>Bytes of the box as packed RGB.</summary>
    /// <exception cref="OverflowException">The box has more than 2³¹ bytes.</exception>
    public int RgbBytes => checked(Height * Width * 3);

    /// <summary>The box that covers an image of the given size.</summary>
    public static PixelBox Whole(int height, int width) => new(0, 0, height, width);

    /// <summary>Whether the box has pixels and lies inside an image of the given size.</summary>
    public bool IsInside(int height, int width) =>
        Top >= 0 && Left >= 0 && Height > 0 && Width > 0 && Top <= height - Height && Left <= width - Width;

    /// <summary>Throws where the box is empty or leaves the image, or <paramref name="rgb"/> has another size than the box.</summary>
    internal void Require(int height, int width, ReadOnlySpan<byte> rgb)
    {
        if (!IsInside(height, width))
            throw new ArgumentException($"{this} does not lie inside the image of {height}×{width} pixels.");
        if (rgb.Length != RgbBytes)
            throw new ArgumentException($"{this} takes {RgbBytes} bytes of RGB, but the buffer has {rgb.Length}.");
    }
}
