using MaeUnderstand.Masking;

namespace MaeUnderstand.Data;

/// <summary>Makes a square input of a fixed size from an image of any size. Has no state: safe to use from many threads.</summary>
public interface ITransform
{
    /// <summary>Side of the result in pixels.</summary>
    int Size { get; }

    /// <summary>Decodes what it needs of an image and writes the input.</summary>
    /// <param name="reader">The image; borrowed.</param>
    /// <param name="key">Fixes every random choice.</param>
    /// <param name="chw">Receives [3, Size, Size], 8-bit red, green and blue planes.</param>
    /// <exception cref="InvalidDataException">The image is damaged.</exception>
    void Apply(IImageReader reader, RandomKey key, Span<byte> chw);
}
