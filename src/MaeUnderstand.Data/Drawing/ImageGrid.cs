namespace MaeUnderstand.Data;

/// <summary>Puts images of equal size into rows and columns.</summary>
public static class ImageGrid
{
    /// <summary>Composes a picture with a white gap round every image.</summary>
    /// <param name="images">[3, H, W] bytes each, row by row; the last row may be short.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="columns">Images in a row.</param>
    /// <param name="scale">Pixels of the picture along a side of an image's pixel. Default 1.</param>
    /// <param name="gap">Pixels between images and round the picture. Default 2.</param>
    /// <exception cref="ArgumentException">There are no images, or one has another size.</exception>
    public static RgbImage Compose(
        IReadOnlyList<ReadOnlyMemory<byte>> images, int height, int width, int columns, int scale = 1, int gap = 2)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        if (images.Count == 0)
            throw new ArgumentException("A grid needs at least one image.", nameof(images));

        (int cellHeight, int cellWidth) = (height * scale + gap, width * scale + gap);
        int rows = (images.Count - 1) / columns + 1;
        var canvas = new RgbImage(gap + rows * cellHeight, gap + columns * cellWidth);
        canvas.Pixels.Fill(255);
        for (int i = 0; i < images.Count; i++)
        {
            if (images[i].Length != 3 * height * width)
            {
                throw new ArgumentException(
                    $"Image {i} has {images[i].Length} bytes; [3, {height}, {width}] has {3 * height * width}.", nameof(images));
            }
            Place(images[i].Span, height, width, scale, canvas, gap + i / columns * cellHeight, gap + i % columns * cellWidth);
        }
        return canvas;
    }

    private static void Place(ReadOnlySpan<byte> chw, int height, int width, int scale, RgbImage canvas, int top, int left)
    {
        for (int y = 0; y < height * scale; y++)
        {
            Span<byte> to = canvas.Pixels.Slice(((top + y) * canvas.Width + left) * 3, width * scale * 3);
            for (int x = 0; x < width * scale; x++)
            {
                for (int channel = 0; channel < 3; channel++)
                    to[3 * x + channel] = chw[(channel * height + y / scale) * width + x / scale];
            }
        }
    }
}
