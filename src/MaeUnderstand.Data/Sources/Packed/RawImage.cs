namespace MaeUnderstand.Data;

/// <summary>An image that is stored as its pixels: decoding copies the rows of the box.</summary>
/// <param name="rgb">[height, width, 3]; owned.</param>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
internal sealed class RawImage(MappedBytes rgb, int height, int width) : IImageReader
{
    public int Width => width;

    public int Height => height;

    public void Decode(PixelBox box, Span<byte> rgb)
    {
        box.Require(height, width, rgb);
        ReadOnlySpan<byte> pixels = Pixels;
        int rowBytes = 3 * box.Width;
        for (int y = 0; y < box.Height; y++)
            pixels.Slice(3 * ((box.Top + y) * width + box.Left), rowBytes).CopyTo(rgb[(y * rowBytes)..]);
    }

    public void Dispose() => rgb.Dispose();

    private ReadOnlySpan<byte> Pixels => rgb.Span;
}
