using SkiaSharp;

namespace MaeUnderstand.Data;

/// <summary>
/// An image file in memory, decoded by SkiaSharp: JPEG (also progressive, grey, CMYK), PNG, WebP, BMP, GIF; the first frame of an
/// animation. Colours are those of Pillow's <c>convert("RGB")</c>: alpha is dropped, not blended; no colour profile is applied.
/// The pixels of common JPEG files come from <see cref="TurboJpeg"/> where that is installed, and are the same.
/// </summary>
public sealed class ImageFile : IImageReader
{
    /// <summary>Larger files are refused before they are read.</summary>
    public const long MaxBytes = 1L << 30;

    // The decoder doubles the chroma of a JPEG by interpolation: at a crop's edge it looks one chroma sample further.
    internal const int ChromaMargin = 2;

    // Smaller images are not worth scaling, and TurboJPEG, which goes by the size of the result, could take another scale.
    private const int SmallestScalable = 16;

    private readonly string name;
    private readonly SKData data;
    private readonly SKCodec codec;
    private readonly JpegFrame frame;
    private readonly TurboJpeg? turbo;
    private readonly Orientation orientation;

    private ImageFile(string name, SKData data, SKCodec codec, JpegFrame frame, TurboJpeg? turbo)
    {
        this.name = name;
        this.data = data;
        this.codec = codec;
        this.frame = frame;
        this.turbo = turbo;
        orientation = Orientation.Of(codec.EncodedOrigin);
        (Width, Height) = orientation.IsTransposed ? (codec.Info.Height, codec.Info.Width) : (codec.Info.Width, codec.Info.Height);
    }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <summary>Reads a file; its pixels are decoded later.</summary>
    /// <param name="path">The file.</param>
    /// <param name="decoder">What decodes a JPEG; Skia where TurboJPEG is not installed.</param>
    /// <returns>The reader; owned by the caller.</returns>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="InvalidDataException">The file is no image, cut short, or too large.</exception>
    public static ImageFile Open(string path, JpegDecoder decoder = JpegDecoder.Auto)
    {
        // Shared with writers too: another mode would lock each file, two more calls to the system, over a network if it lies there.
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
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
            return Parse(data, path, decoder);
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
    /// <param name="decoder">What decodes a JPEG; Skia where TurboJPEG is not installed.</param>
    /// <returns>The reader; owned by the caller.</returns>
    /// <exception cref="InvalidDataException">The bytes are no image, cut short, or too large.</exception>
    public static ImageFile FromBytes(ReadOnlySpan<byte> encoded, string name, JpegDecoder decoder = JpegDecoder.Auto)
    {
        if (encoded.IsEmpty)
            throw new InvalidDataException($"'{name}' is empty.");
        SKData data = SKData.CreateCopy(encoded);
        try
        {
            return Parse(data, name, decoder);
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
        using DecodedPixels pixels = DecodePooled(box, DecodeScale.Whole);
        pixels.CopyTo(rgb);
    }

    /// <summary>Whether this is a JPEG, which may be decoded at 1/2, 1/4 and 1/8 of its size, by Skia also at 3/8.</summary>
    /// <param name="eighths">The scale; with <see cref="DecodeScale.Whole"/> the answer is yes.</param>
    public bool CanScale(int eighths)
    {
        if (eighths == DecodeScale.Whole)
            return true;
        (int height, int width) = (codec.Info.Height, codec.Info.Width);
        return IsScale(eighths)
            && IsJpeg
            && height >= SmallestScalable && width >= SmallestScalable
            // Scaled pixels are counted from the stored image's left and top.
            && (!orientation.FromRight || width * eighths % DecodeScale.Whole == 0)
            && (!orientation.FromBottom || height * eighths % DecodeScale.Whole == 0);
    }

    /// <inheritdoc/>
    public DecodedPixels DecodePooled(PixelBox box, int eighths)
    {
        if (!CanScale(eighths))
            throw new ArgumentException($"'{name}' cannot be decoded at {eighths}/8 of its size.", nameof(eighths));
        (int height, int width) = (DecodeScale.Of(codec.Info.Height, eighths), DecodeScale.Of(codec.Info.Width, eighths));
        PixelBox stored = orientation.StoredBox(box, height, width);
        if (!stored.IsInside(height, width))
            throw new ArgumentException($"{box} does not lie inside the image of {Height}×{Width} pixels at {eighths}/8.", nameof(box));
        DecodedPixels pixels = IsJpeg
            ? DecodeWithTurbo(stored, eighths) ?? DecodeRows(stored, eighths, width)
            : DecodeWhole().Part(stored);
        if (orientation == default)
            return pixels;
        using (pixels)
        {
            DecodedPixels upright = DecodedPixels.Rent(box.Height, box.Width, pixelBytes: 3);
            orientation.CopyUpright(pixels, upright.Buffer);
            return upright;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        codec.Dispose();
        data.Dispose();
    }

    private static ImageFile Parse(SKData data, string name, JpegDecoder decoder)
    {
        // From the data itself: a stream of ours would cost 1,200 bytes of bookkeeping an image. Only the stream's way says why not.
        SKCodec codec = SKCodec.Create(data) ?? throw Unreadable(data, name);
        JpegFrame frame = codec.EncodedFormat == SKEncodedImageFormat.Jpeg ? JpegFrame.Read(data.Span) : default;
        string? problem = PixelLimit.Problem(codec.EncodedFormat, codec.Info.Width, codec.Info.Height, data.Size);
        if (problem is null && codec.EncodedFormat == SKEncodedImageFormat.Jpeg && !frame.HasEnd(data.Span))
            problem = "is cut short: the JPEG has no end marker";
        if (problem is null)
            return new ImageFile(name, data, codec, frame, TurboJpeg.Choice(decoder) == JpegDecoder.Turbo ? TurboJpeg.Installed : null);
        codec.Dispose();
        throw new InvalidDataException($"'{name}' {problem}.");
    }

    private static InvalidDataException Unreadable(SKData data, string name)
    {
        SKCodec.Create(new SKMemoryStream(data), out SKCodecResult result)?.Dispose();
        return new($"'{name}' is not an image that can be read: {Meaning(result)}.");
    }

    private static unsafe Span<byte> Writable(SKData data) => new((void*)data.Data, (int)data.Size);

    // TurboJPEG has no vector code for 3/8: it is faster at a half.
    private bool IsScale(int eighths) => eighths is 1 or 2 or 4 || eighths == 3 && turbo is null;

    private bool IsJpeg => codec.EncodedFormat == SKEncodedImageFormat.Jpeg;

    private DecodedPixels? DecodeWithTurbo(PixelBox stored, int eighths)
    {
        (int height, int width) = (codec.Info.Height, codec.Info.Width);
        if (turbo is null || !frame.IsCommon || frame.Height != height)
            return null;
        // These are the object's own bytes, and no other thread's.
        return turbo.TryDecode(Writable(data), frame, width, height, eighths, stored);
    }

    /// <summary>Only the JPEG decoder can skip rows and columns; the others' scanline modes are missing or wrong.</summary>
    private unsafe DecodedPixels DecodeRows(PixelBox stored, int eighths, int width)
    {
        int left = Math.Max(stored.Left - ChromaMargin, 0);
        int right = Math.Min(stored.Left + stored.Width + ChromaMargin, width);
        SKImageInfo info = StoredInfo(eighths);
        DecodedPixels rgba = DecodedPixels.Rent(stored.Height, right - left, pixelBytes: 4);
        try
        {
            SKCodecResult result = codec.StartScanlineDecode(info, new SKCodecOptions(new SKRectI(left, 0, right, info.Height)));
            if (result != SKCodecResult.Success)
                throw Damaged(Meaning(result));
            if (stored.Top > 0 && !codec.SkipScanlines(stored.Top))
                throw Damaged($"its data ends before row {DecodeScale.Undone(stored.Top, eighths)}");
            fixed (byte* pixels = rgba.Array)
            {
                int rows = codec.GetScanlines((nint)pixels, stored.Height, rgba.Stride);
                if (rows != stored.Height)
                    throw Damaged($"its data ends at row {DecodeScale.Undone(stored.Top + rows, eighths)} of {codec.Info.Height}");
            }
            return rgba.Part(new PixelBox(0, stored.Left - left, stored.Height, stored.Width));
        }
        catch
        {
            rgba.Dispose();
            throw;
        }
    }

    private unsafe DecodedPixels DecodeWhole()
    {
        SKImageInfo info = StoredInfo(DecodeScale.Whole);
        DecodedPixels rgba = DecodedPixels.Rent(info.Height, info.Width, pixelBytes: 4);
        try
        {
            fixed (byte* pixels = rgba.Array)
            {
                SKCodecResult result = codec.GetPixels(info, (nint)pixels, rgba.Stride, SKCodecOptions.Default);
                if (result != SKCodecResult.Success)
                    throw Damaged(Meaning(result));
            }
            return rgba;
        }
        catch
        {
            rgba.Dispose();
            throw;
        }
    }

    // Unpremultiplied, so that dropping alpha leaves the file's own colours; no colour space, so that none is converted.
    private SKImageInfo StoredInfo(int eighths) => new(
        DecodeScale.Of(codec.Info.Width, eighths), DecodeScale.Of(codec.Info.Height, eighths),
        SKColorType.Rgba8888, SKAlphaType.Unpremul);

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
