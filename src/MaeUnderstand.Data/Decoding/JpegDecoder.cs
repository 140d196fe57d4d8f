namespace MaeUnderstand.Data;

/// <summary>Which library decodes JPEG files; the pixels of a sound file are the same.</summary>
public enum JpegDecoder
{
    /// <summary>TurboJPEG where it is installed, else Skia.</summary>
    Auto,

    /// <summary>SkiaSharp, which is part of the program.</summary>
    Skia,

    /// <summary>The system's libturbojpeg, faster by its vector code.</summary>
    Turbo,
}
