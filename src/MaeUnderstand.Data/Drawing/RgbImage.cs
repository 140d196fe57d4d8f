namespace MaeUnderstand.Data;

/// <summary>A picture in memory.</summary>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
public sealed class RgbImage(int height, int width)
{
    private readonly byte[] pixels = new byte[checked(height * width * 3)];

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>Columns.</summary>
    public int Width => width;

    /// <summary>Rows of packed 8-bit RGB; black at first.</summary>
    public Span<byte> Pixels => pixels;

    /// <summary>Writes the picture as PNG; see <see cref="PngFile.Write"/>.</summary>
    public void WritePng(string path) => PngFile.Write(path, pixels, width, height);
}
