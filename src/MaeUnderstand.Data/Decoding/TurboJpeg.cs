using System.Runtime.InteropServices;

namespace MaeUnderstand.Data;

/// <summary>
/// The system's libturbojpeg, where it has one: the same arithmetic as Skia's JPEG decoder, but with vector code. Before version 3 it
/// decodes whole rows only. Safe to use from many threads.
/// </summary>
public sealed unsafe class TurboJpeg
{
    private const int Rgb = 0;                                  // TJPF_RGB
    private const int AccurateDct = 4096;                       // TJFLAG_ACCURATEDCT
    private const int WidestUnit = 32;                          // columns that are decoded together, with 4:1:1 chroma

    private static readonly Lazy<TurboJpeg?> Loaded = new(Load);

    private readonly Lock gate = new();
    private readonly Stack<nint> free = new();                  // as many as threads have decoded at once
    private readonly delegate* unmanaged<nint> create;
    private readonly delegate* unmanaged<byte*> lastMessage;
    private readonly delegate* unmanaged<nint, byte*, CULong, byte*, int, int, int, int, int, int> decompress;

    // Of version 3; null before.
    private readonly delegate* unmanaged<nint, byte*, nuint, int> readHeader;
    private readonly delegate* unmanaged<nint, ScalingFactor, int> setScalingFactor;
    private readonly delegate* unmanaged<nint, Region, int> setCroppingRegion;
    private readonly delegate* unmanaged<nint, byte*, nuint, byte*, int, int, int> decompressRegion;

    private TurboJpeg(string name, nint library)
    {
        Name = name;
        create = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "tjInitDecompress");
        lastMessage = (delegate* unmanaged<byte*>)NativeLibrary.GetExport(library, "tjGetErrorStr");
        decompress = (delegate* unmanaged<nint, byte*, CULong, byte*, int, int, int, int, int, int>)
            NativeLibrary.GetExport(library, "tjDecompress2");
        if (!NativeLibrary.TryGetExport(library, "tj3SetCroppingRegion", out nint crop))
            return;
        readHeader = (delegate* unmanaged<nint, byte*, nuint, int>)NativeLibrary.GetExport(library, "tj3DecompressHeader");
        setScalingFactor = (delegate* unmanaged<nint, ScalingFactor, int>)NativeLibrary.GetExport(library, "tj3SetScalingFactor");
        setCroppingRegion = (delegate* unmanaged<nint, Region, int>)crop;
        decompressRegion = (delegate* unmanaged<nint, byte*, nuint, byte*, int, int, int>)
            NativeLibrary.GetExport(library, "tj3Decompress8");
    }

    /// <summary>The library; <see langword="null"/> where there is none.</summary>
    public static TurboJpeg? Installed => Loaded.Value;

    /// <summary>What is wrong with asking for a decoder, or <see langword="null"/>.</summary>
    public static string? ProblemWith(JpegDecoder asked) => asked == JpegDecoder.Turbo && Installed is null
        ? $"--jpeg-decoder turbo: there is no {string.Join(" or ", Names())} on this system; install it (Debian: libturbojpeg0, " +
            "Homebrew: jpeg-turbo) or leave the option out."
        : null;

    /// <summary>What decodes where this is asked for: <see cref="JpegDecoder.Turbo"/> or <see cref="JpegDecoder.Skia"/>.</summary>
    public static JpegDecoder Choice(JpegDecoder asked) =>
        asked != JpegDecoder.Skia && Installed is not null ? JpegDecoder.Turbo : JpegDecoder.Skia;

    /// <summary>The file it was loaded from, as it was asked for.</summary>
    public string Name { get; }

    /// <summary>Whether it can decode a part of a row.</summary>
    public bool Crops => setCroppingRegion is not null;

    /// <summary>Decodes a part of an image to RGB.</summary>
    /// <param name="jpeg">The file. Where the frame allows it, its height is changed for the time of this call, so that the rows
    /// below the part are not decoded.</param>
    /// <param name="frame">The file's frame.</param>
    /// <param name="width">The image's columns.</param>
    /// <param name="height">The image's rows.</param>
    /// <param name="eighths">The scale: 1, 2, 4 or 8.</param>
    /// <param name="box">The part of the scaled image.</param>
    /// <returns>The part; owned by the caller. Or nothing, where the library reports anything, were it only a warning: then Skia's
    /// word decides, so that what counts as damage does not depend on this library.</returns>
    internal DecodedPixels? TryDecode(Span<byte> jpeg, JpegFrame frame, int width, int height, int eighths, PixelBox box)
    {
        int rows = Math.Min(DecodeScale.Undone(box.Top + box.Height + ImageFile.ChromaMargin, eighths), height);
        bool isCut = rows < height && frame.IsSequential;
        if (!isCut)
            rows = height;
        PixelBox decoded = Decoded(box, DecodeScale.Of(rows, eighths), DecodeScale.Of(width, eighths), eighths);
        DecodedPixels pixels = DecodedPixels.Rent(decoded.Height, decoded.Width, pixelBytes: 3);
        Span<byte> statedHeight = jpeg.Slice(frame.HeightOffset, 2);
        try
        {
            if (isCut)
                (statedHeight[0], statedHeight[1]) = ((byte)(rows >> 8), (byte)rows);
            if (Decompress(jpeg, decoded, eighths, pixels, isCut))
                return pixels.Part(box with { Top = box.Top - decoded.Top, Left = box.Left - decoded.Left });
        }
        finally
        {
            (statedHeight[0], statedHeight[1]) = ((byte)(height >> 8), (byte)height);
        }
        pixels.Dispose();
        return null;
    }

    /// <summary>What has to be decoded for a box: chroma is interpolated, so a part's edge looks a little further.</summary>
    private PixelBox Decoded(PixelBox box, int height, int width, int eighths)
    {
        if (!Crops)
            return PixelBox.Whole(height, width);
        int unit = WidestUnit * eighths / DecodeScale.Whole;
        int left = Math.Max(box.Left - ImageFile.ChromaMargin, 0) / unit * unit;
        int right = Math.Min(box.Left + box.Width + ImageFile.ChromaMargin, width);
        return box with { Left = left, Width = right - left };
    }

    private bool Decompress(ReadOnlySpan<byte> jpeg, PixelBox decoded, int eighths, in DecodedPixels pixels, bool isCut)
    {
        nint handle = Rent();
        try
        {
            fixed (byte* from = jpeg)
            fixed (byte* to = pixels.Array)
            {
                int result = Crops
                    ? DecompressRegion(handle, from, (uint)jpeg.Length, decoded, eighths, to, pixels.Stride)
                    : decompress(handle, from, new((uint)jpeg.Length), to, decoded.Width, pixels.Stride, decoded.Height, Rgb, AccurateDct);
                return result == 0 || isCut && FoundOnlyRowsBelow();
            }
        }
        finally
        {
            lock (gate)
                free.Push(handle);
        }
    }

    private int DecompressRegion(nint handle, byte* jpeg, nuint length, PixelBox decoded, int eighths, byte* rgb, int stride)
    {
        var region = new Region(decoded.Left, decoded.Top, decoded.Width, decoded.Height);
        int result = readHeader(handle, jpeg, length);
        if (result == 0)
            result = setScalingFactor(handle, new ScalingFactor(eighths, DecodeScale.Whole));
        if (result == 0)
            result = setCroppingRegion(handle, region);
        return result == 0 ? decompressRegion(handle, jpeg, length, rgb, stride, Rgb) : result;
    }

    /// <summary>
    /// Whether the first warning, and no error, is of bytes before the end-of-image marker: those of the rows that the changed height
    /// leaves out. In a single scan without restarts it can come only after the last row.
    /// </summary>
    private bool FoundOnlyRowsBelow()
    {
        ReadOnlySpan<byte> message = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(lastMessage());
        return message.StartsWith("Corrupt JPEG data: "u8) && message.EndsWith(" extraneous bytes before marker 0xd9"u8);
    }

    private nint Rent()
    {
        lock (gate)
        {
            if (free.TryPop(out nint handle))
                return handle;
        }
        nint made = create();
        return made != 0 ? made : throw new InsufficientMemoryException($"{Name} has no memory for a decoder.");
    }

    private static TurboJpeg? Load()
    {
        foreach (string name in Names())
        {
            if (NativeLibrary.TryLoad(name, out nint library))
                return new TurboJpeg(name, library);
        }
        return null;
    }

    private static string[] Names() => OperatingSystem.IsWindows()
        ? ["turbojpeg.dll", "libturbojpeg.dll", @"C:\libjpeg-turbo64\bin\turbojpeg.dll"]
        : OperatingSystem.IsMacOS()
            ? ["libturbojpeg.0.dylib", "/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.dylib", "/usr/local/opt/jpeg-turbo/lib/libturbojpeg.dylib"]
            : ["libturbojpeg.so.0"];

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ScalingFactor(int Numerator, int Denominator);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Region(int X, int Y, int Width, int Height);
}
