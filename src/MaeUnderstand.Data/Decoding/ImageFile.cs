using System.Buffers;
using SkiaSharp;

namespace MaeUnderstand.Data;

/// <summary>
/// An image file in memory, decoded by SkiaSharp: JPEG (also progressive, grey, CMYK), PNG, WebP, BMP, GIF; the first frame of an
/// animation. Colours are those of Pillow's <c>convert("RGB")</c>: alpha is dropped, not blended; no colour profile is applied.
/// </summary>
public sealed class ImageFile : IImageReader
{
    /// <summary>Larger files are refused before they are read.</summary>
    public const long MaxBytes = 1L << 30;

    // The decoder doubles the chroma of a JPEG by interpolation: at a crop's edge it looks one chroma sample further.
    private const int ChromaMargin = 2;

    private readonly string name;
    private readonly SKData data;
    private readonly SKCodec codec;
    private readonly Orientation orientation;

    private ImageFile(string name, SKData data, SKCodec codec)
    {
        this.name = name;
        this.data = data;
        this.codec = codec;
        orientation = Orientation.Of(codec.EncodedOrigin);
        (Width, Height) = orientation.IsTransposed ? (codec.Info.Height, codec.Info.Width) : (codec.Info.Width, codec.Info.Height);
    }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <summary>Reads a file; its pixels are decoded later.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The reader; owned by the caller.</returns>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="InvalidDataException">The file is no image, cut short, or too large.</exception>
    public static ImageFile Open(string path)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        long length = RandomAccess.GetLength(file);
        if (length == 0)
            throw new InvalidDataException($"'{path}' is empty.");
        if (length > MaxBytes)
            throw new InvalidDataException($"'{path}' has {length} bytes, more than the {MaxBytes} that are read as an image.");
        SKData data = SKData.Create(length);
        try
        {
            // Not memory-mapped: a mapped file that shrinks while it is read ends the process.
            for (long read = 0; read < length;)
            {
                int count = RandomAccess.Read(file, Writable(data)[(int)read..], read);
                if (count == 0)
                    throw new InvalidDataException($"'{path}' ended after {read} of {length} bytes while it was read.");
                read += count;
            }
            return Parse(data, path);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Takes an encoded image from memory.</summary>
    /// <param name="encoded">The file's bytes; copied.</param>
    /// <param name="name">What error messages call the image.</param>
    /// <returns>The reader; owned by the caller.</returns>
    /// <exception cref="InvalidDataException">The bytes are no image, cut short, or too large.</exception>
    public static ImageFile FromBytes(ReadOnlySpan<byte> encoded, string name)
    {
        if (encoded.IsEmpty)
            throw new InvalidDataException($"'{name}' is empty.");
        SKData data = SKData.CreateCopy(encoded);
        try
        {
            return Parse(data, name);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Decode(PixelBox box, Span<byte> rgb)
    {
        box.Require(Height, Width, rgb);
        PixelBox stored = orientation.StoredBox(box, codec.Info.Height, codec.Info.Width);
        // Only the JPEG decoder can skip rows and columns; the others' scanline modes are missing or wrong.
        PixelBox decoded = codec.EncodedFormat == SKEncodedImageFormat.Jpeg
            ? WithMargin(stored)
            : PixelBox.Whole(codec.Info.Height, codec.Info.Width);
        byte[] rgba = ArrayPool<byte>.Shared.Rent(checked(decoded.Height * decoded.Width * 4));
        try
        {
            if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg)
                DecodeRows(decoded, rgba);
            else
                DecodeWhole(rgba);
            int offset = ((stored.Top - decoded.Top) * decoded.Width + stored.Left - decoded.Left) * 4;
            orientation.CopyUpright(rgba, offset, decoded.Width * 4, box.Height, box.Width, rgb);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rgba);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        codec.Dispose();
        data.Dispose();
    }

    private static ImageFile Parse(SKData data, string name)
    {
        SKCodec codec = SKCodec.Create(new SKMemoryStream(data), out SKCodecResult result)
            ?? throw new InvalidDataException($"'{name}' is not an image that can be read: {Meaning(result)}.");
        string? problem = PixelLimit.Problem(codec.EncodedFormat, codec.Info.Width, codec.Info.Height, data.Size);
        if (problem is null && codec.EncodedFormat == SKEncodedImageFormat.Jpeg && !JpegMarkers.HasEnd(data.Span))
            problem = "is cut short: the JPEG has no end marker";
        if (problem is null)
            return new ImageFile(name, data, codec);
        codec.Dispose();
        throw new InvalidDataException($"'{name}' {problem}.");
    }

    private static unsafe Span<byte> Writable(SKData data) => new((void*)data.Data, (int)data.Size);

    private PixelBox WithMargin(PixelBox stored)
    {
        int left = Math.Max(stored.Left - ChromaMargin, 0);
        int right = Math.Min(stored.Left + stored.Width + ChromaMargin, codec.Info.Width);
        return stored with { Left = left, Width = right - left };
    }

    private unsafe void DecodeRows(PixelBox box, byte[] rgba)
    {
        SKRectI columns = new(box.Left, 0, box.Left + box.Width, codec.Info.Height);
        SKCodecResult result = codec.StartScanlineDecode(StoredInfo(), new SKCodecOptions(columns));
        if (result != SKCodecResult.Success)
            throw Damaged(Meaning(result));
        if (box.Top > 0 && !codec.SkipScanlines(box.Top))
            throw Damaged($"its data ends before row {box.Top}");
        fixed (byte* pixels = rgba)
        {
            int rows = codec.GetScanlines((nint)pixels, box.Height, box.Width * 4);
            if (rows != box.Height)
                throw Damaged($"its data ends at row {box.Top + rows} of {codec.Info.Height}");
        }
    }

    private unsafe void DecodeWhole(byte[] rgba)
    {
        fixed (byte* pixels = rgba)
        {
            SKImageInfo info = StoredInfo();
            SKCodecResult result = codec.GetPixels(info, (nint)pixels, info.RowBytes, SKCodecOptions.Default);
            if (result != SKCodecResult.Success)
                throw Damaged(Meaning(result));
        }
    }

    // Unpremultiplied, so that dropping alpha leaves the file's own colours; no colour space, so that none is converted.
    private SKImageInfo StoredInfo() => new(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);

    private InvalidDataException Damaged(string reason) => new($"'{name}' is damaged: {reason}.");

    private static string Meaning(SKCodecResult result) => result switch
    {
        SKCodecResult.IncompleteInput => "its data ends early",
        SKCodecResult.ErrorInInput => "its data contains an error",
        SKCodecResult.InvalidInput => "its data is not of a known format, or wrong",
        SKCodecResult.Unimplemented => "its format is not supported",
        _ => $"the decoder says {result}",
    };
}
