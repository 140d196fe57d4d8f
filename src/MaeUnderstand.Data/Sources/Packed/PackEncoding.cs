namespace MaeUnderstand.Data;

/// <summary>How packed images are stored.</summary>
public enum PackEncoding
{
    /// <summary>A shrunk image as JPEG; an image that is small enough as the file it was, byte for byte.</summary>
    Jpeg,

    /// <summary>Every image as its pixels: nothing is lost beyond the shrinking and decoding is a copy, for many times the space.</summary>
    Raw,
}
