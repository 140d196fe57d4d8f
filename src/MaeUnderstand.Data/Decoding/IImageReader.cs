namespace MaeUnderstand.Data;

/// <summary>One opened image, upright (EXIF orientation applied). Used by one thread at a time.</summary>
public interface IImageReader : IDisposable
{
    /// <summary>Width in pixels.</summary>
    int Width { get; }

    /// <summary>Height in pixels.</summary>
    int Height { get; }

    /// <summary>Decodes a part of the image. May be called more than once.</summary>
    /// <param name="box">The part, inside the image.</param>
    /// <param name="rgb">Receives <paramref name="box"/>'s rows of packed 8-bit RGB, <see cref="PixelBox.RgbBytes"/> bytes. Its
    /// content is undefined after an exception.</param>
    /// <exception cref="InvalidDataException">The image is damaged; the message names it and says how.</exception>
    /// <exception cref="ArgumentException">The box leaves the image or the buffer has another size.</exception>
    void Decode(PixelBox box, Span<byte> rgb);
}
