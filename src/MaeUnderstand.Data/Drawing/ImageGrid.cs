namespace MaeUnderstand.Data;

/// <summary>Puts images of equal size into rows and columns.</summary>
public static class ImageGrid
{
    /// <summary>Composes a picture with a white gap round every image.</summary>
    /// <param name="images">[3, H, W] bytes each, row by row; the last row may be short.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="columns">Images in a row.</param>
    /// <param name="gap">Pixels between images and round the picture. Default 2.</param>
    /// <param name="headings">A short text above each column, or none. Left out where the system has no font.</param>
    /// <exception cref="ArgumentException">There are no images, one has another size, or there are too many headings.</exception>
    public static RgbImage Compose(
        IReadOnlyList<ReadOnlyMemory<byte>> images, int height, int width, int columns, int gap = 2, IReadOnlyList<string>? headings = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        if (images.Count == 0)
            throw new ArgumentException("A grid needs at least one image.", nameof(images));
        if (headings is not null && headings.Count > columns)
            throw new ArgumentException($"{headings.Count} headings do not fit over {columns} columns.", nameof(headings));

        int top = headings is null ? 0 : GridHeadings.Height;
        int rows = (images.Count - 1) / columns + 1;
        var canvas = new RgbImage(top + gap + rows * (height + gap), gap + columns * (width + gap));
        canvas.Pixels.Fill(255);
        for (int i = 0; i < images.Count; i++)
        {
            if (images[i].Length != 3 * height * width)
            {
                throw new ArgumentException(
                    $"Image {i} has {images[i].Length} bytes; [3, {height}, {width}] has {3 * height * width}.", nameof(images));
            }
            Place(images[i].Span, height, width, canvas, top + gap + i / columns * (height + gap), gap + i % columns * (width + gap));
        }
        if (headings is not null)
            GridHeadings.Draw(canvas, headings, gap, width);
        return canvas;
    }

    private static void Place(ReadOnlySpan<byte> chw, int height, int width, RgbImage canvas, int top, int left)
    {
        for (int y = 0; y < height; y++)
        {
            Span<byte> to = canvas.Pixels.Slice(((top + y) * canvas.Width + left) * 3, width * 3);
            for (int x = 0; x < width; x++)
            {
                for (int channel = 0; channel < 3; channel++)
                    to[3 * x + channel] = chw[(channel * height + y) * width + x];
            }
        }
    }
}
