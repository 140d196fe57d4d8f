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

    /// <summary>Whether the image can be decoded at a fraction of its size for less work, as a JPEG can: each pixel then stands for
    /// 8/<paramref name="eighths"/> × 8/<paramref name="eighths"/> of the image's, counted from its left and top edges.</summary>
    /// <param name="eighths">The scale; with <see cref="DecodeScale.Whole"/> the answer is yes.</param>
    bool CanScale(int eighths) => eighths == DecodeScale.Whole;

    /// <summary>Decodes a part of the image into a pooled buffer.</summary>
    /// <param name="box">The part, inside the image, at that scale (<see cref="DecodeScale.Of"/>).</param>
    /// <param name="eighths"><see cref="DecodeScale.Whole"/>, or what else <see cref="CanScale"/> allows.</param>
    /// <returns>The part's pixels; the caller disposes of them once.</returns>
    /// <exception cref="InvalidDataException">The image is damaged; the message names it and says how.</exception>
    /// <exception cref="ArgumentException">The box leaves the image or the scale is not possible.</exception>
    DecodedPixels DecodePooled(PixelBox box, int eighths)
    {
        if (eighths != DecodeScale.Whole)
            throw new ArgumentException($"This image cannot be decoded at {eighths}/8 of its size.", nameof(eighths));
        DecodedPixels pixels = DecodedPixels.Rent(box.Height, box.Width, pixelBytes: 3);
        try
        {
            Decode(box, pixels.Buffer[..box.RgbBytes]);
            return pixels;
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
    }
}
