using MaeUnderstand.Theory.Images;

namespace MaeUnderstand.Data;

/// <summary>Draws a scene as an image.</summary>
internal sealed class SyntheticReader(SyntheticScene scene, int size) : IImageReader
{
    public int Width => size;

    public int Height => size;

    public void Decode(PixelBox box, Span<byte> rgb)
    {
        box.Require(size, size, rgb);
        scene.Render(size, box.Left, box.Top, box.Width, box.Height, rgb);
    }

    public void Dispose()
    {
    }
}
