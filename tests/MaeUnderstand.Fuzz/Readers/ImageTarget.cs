using System.Buffers.Binary;
using System.IO.Compression;
using MaeUnderstand.Data;
using MaeUnderstand.Data.Tests;
using MaeUnderstand.Fuzz.Mutation;
using MaeUnderstand.Masking;
using SkiaSharp;

namespace MaeUnderstand.Fuzz.Readers;

/// <summary>
/// The image path: a file is opened, decoded whole, and cropped and resized as for training, also scaled in the decoder, and for
/// evaluation; a JPEG by each decoder there is.
/// </summary>
internal sealed class ImageTarget : FuzzTarget
{
    private const int InputSide = 32;

    /// <summary>Larger images are not decoded whole as well: the transforms have decoded them already.</summary>
    private const long MostWholePixels = 1 << 20;

    private readonly ITransform[] transforms = 
    [
        new TrainTransform(InputSide, scalesInDecoder: true), new TrainTransform(InputSide), new EvalTransform(InputSide),
    ];

    private readonly byte[] pixels = new byte[3 * InputSide * InputSide];

    public override string Name => "image";

    /// <summary>
    /// Any header may claim 16 million pixels, for which a frame of RGBA, a crop of RGB, a pass of the resizer and the decoder's own
    /// frame (of a progressive JPEG two bytes a coefficient) are taken, some in pooled blocks of the next power of two: 24 bytes a pixel.
    /// A longer file may claim as many pixels a byte as PixelLimit says, 32,768 for a WebP. A frame of that size takes some tenths of a
    /// second, and a JPEG is decoded up to eight times.
    /// </summary>
    public override Bound Bound { get; } = new(TimeSpan.FromSeconds(12), 24L << 24, 32_768 * 24);

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        [0xFF, 0xD8], [0xFF, 0xD9], [0xFF, 0xC0], [0xFF, 0xC2], [0xFF, 0xC4], [0xFF, 0xDA], [0xFF, 0xDB], [0xFF, 0xDD], [0xFF, 0xE1], [0xFF, 0xD0],
        [.. "Exif\0\0"u8], [.. "II*\0"u8], [.. "MM\0*"u8], [.. "IHDR"u8], [.. "IDAT"u8], [.. "IEND"u8], [.. "PLTE"u8], [.. "tRNS"u8],
        [.. "acTL"u8], [.. "eXIf"u8], [.. "iCCP"u8], [.. "gAMA"u8], [.. "VP8 "u8], [.. "VP8L"u8], [.. "VP8X"u8], [.. "ALPH"u8], [.. "ANIM"u8],
        [.. "ANMF"u8], [.. "EXIF"u8], [.. "RIFF"u8], [.. "GIF87a"u8], [.. "GIF89a"u8], [0x21, 0xF9, 4], [0x21, 0xFF, 11], [0x2C], [0x3B], [.. "BM"u8],
    ];

    public override int LongestInput => 4 * 1024;

    public override IEnumerable<byte[]> Seeds()
    {
        PixelImage noise = PixelImage.Noise(13, 17, seed: 5);
        byte[] jpeg = TinyJpeg.Encode(noise, 60);
        yield return jpeg;
        yield return TinyJpeg.WithOrientation(jpeg, 6);
        foreach (bool isProgressive in (bool[])[false, true])
        {
            yield return TinyJpeg.Flat([77], isProgressive);
            yield return TinyJpeg.Flat([77, 90, 200], isProgressive);
            yield return TinyJpeg.Flat([255, 128, 51, 204], isProgressive);
        }
        yield return TinyPng.Encode(17, 13, 8, TinyPng.Rgb, noise.Rgb);
        yield return TinyPng.Encode(2, 2, 8, TinyPng.Rgba, [200, 100, 50, 0, 200, 100, 50, 255, 201, 99, 51, 128, 0, 0, 255, 1]);
        yield return TinyPng.Encode(2, 1, 8, TinyPng.Palette, [1, 0], palette: [1, 2, 3, 9, 8, 7], transparency: [255, 0]);
        yield return TinyPng.Encode(1, 1, 16, TinyPng.Grey, [0xAB, 0xCD]);
        yield return TinyPng.Encode(9, 3, 1, TinyPng.Grey, [0xAA, 0x80, 0x55, 0, 0xFF, 0]);
        using var bitmap = new SKBitmap(9, 7, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.Erase(new SKColor(10, 20, 30, 40));
        bitmap.SetPixel(3, 3, SKColors.White);
        using SKPixmap pixmap = bitmap.PeekPixels();
        foreach (SKWebpEncoderCompression compression in Enum.GetValues<SKWebpEncoderCompression>())
        {
            using SKData webp = pixmap.Encode(new SKWebpEncoderOptions(compression, 50))
                ?? throw new InvalidOperationException($"SkiaSharp wrote no {compression} WebP.");
            yield return webp.ToArray();
        }
        yield return Convert.FromBase64String("R0lGODlhAQABAIAAAAoUHv///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==");
        yield return Gif();
        foreach ((int bits, int compression) in ((int, int)[])[(24, 0), (32, 0), (8, 0), (8, 1), (4, 2), (1, 0), (16, 0)])
            yield return Bmp(bits, compression);
    }

    public override byte[]? MutateForm(byte[] input, ByteMutator mutator)
    {
        if (ImageParts.Parse(input) is not { Parts.Count: > 0 } image)
            return null;
        Random random = mutator.Random;
        List<(string Type, byte[] Content)> parts = image.Parts;
        int at = random.Next(parts.Count);
        (string type, byte[] content) = parts[at];
        switch (random.Next(8))
        {
            case 0:
                parts.RemoveAt(at);
                break;
            case 1:
                parts.Insert(random.Next(parts.Count + 1), (type, content));
                break;
            case 2:
                (parts[0], parts[at]) = (parts[at], parts[0]);
                break;
            case 3 when type == "IDAT":
                parts[at] = (type, Deflated(mutator.Mutate(Inflated(content))));
                break;
            case 4:
                int header = Math.Max(0, parts.FindIndex(part => part.Type is "IHDR" or "\u00C0" or "\u00C2" or "VP8X" or "VP8L" or "VP8 "));
                parts[header] = (parts[header].Type, WithSize(parts[header].Type, parts[header].Content, random));
                break;
            default:
                parts[at] = (type, mutator.Mutate(content));
                break;
        }
        byte[] file = image.ToFile();
        return file.Length > LongestInput ? null : file;
    }

    public override string Read(string path)
    {
        if (TurboJpeg.Installed is not null && IsJpeg(path))
            Read(path, JpegDecoder.Turbo);
        return Read(path, JpegDecoder.Skia);
    }

    public override string? ProblemWith(Exception refusal, string path) => ProblemWithInvalidData(refusal, path);

    private string Read(string path, JpegDecoder decoder)
    {
        using ImageFile file = ImageFile.Open(path, decoder);
        RandomKey key = RandomKey.FromSeed(file.Width * 31 + file.Height);
        foreach (ITransform transform in transforms)
            transform.Apply(file, key, pixels);
        if ((long)file.Width * file.Height <= MostWholePixels)
        {
            PixelBox whole = PixelBox.Whole(file.Height, file.Width);
            file.Decode(whole, new byte[whole.RgbBytes]);
        }
        // The decoders are not instrumented: sizes and colours, coarsely, tell what they did.
        return $"{IsRead} {int.Log2(file.Width)} {int.Log2(file.Height)} {Mean(0)} {Mean(1)} {Mean(2)}";
    }

    private static bool IsJpeg(string path)
    {
        using FileStream file = File.OpenRead(path);
        return file.ReadByte() == 0xFF && file.ReadByte() == 0xD8;
    }

    /// <summary>A channel's mean, of four steps.</summary>
    private int Mean(int channel)
    {
        int sum = 0;
        foreach (byte value in pixels.AsSpan(channel * InputSide * InputSide, InputSide * InputSide))
            sum += value;
        return sum / (InputSide * InputSide) >> 6;
    }

    /// <summary>The same header with other sides: telling numbers, or such as make the image long and narrow.</summary>
    private static byte[] WithSize(string type, byte[] header, Random random)
    {
        byte[] copy = [.. header];
        long width = Side(random), height = Side(random);
        if (type == "IHDR" && copy.Length >= 8)
        {
            BinaryPrimitives.WriteUInt32BigEndian(copy, (uint)width);
            BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(4), (uint)height);
        }
        else if (type is "\u00C0" or "\u00C2" && copy.Length >= 5)
        {
            BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(1), (ushort)height);
            BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(3), (ushort)width);
        }
        else if (type is "VP8X" or "VP8 " && copy.Length >= 10)
        {
            int at = type == "VP8X" ? 4 : 6;
            BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(at), (ushort)width);
            BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(type == "VP8X" ? 7 : 8), (ushort)height);
        }
        else if (type == "VP8L" && copy.Length >= 5)
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(copy.AsSpan(1)) & 0xF0000000;
            BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(1), bits | ((uint)(height - 1) & 0x3FFF) << 14 | ((uint)(width - 1) & 0x3FFF));
        }
        return copy;
    }

    private static long Side(Random random) => random.Next(4) switch
    {
        0 => random.Next(1, 8),
        1 => random.Next(1, 300),
        2 => 1L << random.Next(25),
        _ => ByteMutator.TellingNumber(random),
    };

    private static byte[] Inflated(byte[] zlib)
    {
        const int Longest = 64 * 1024;
        var buffer = new byte[Longest];
        try
        {
            using var stream = new ZLibStream(new MemoryStream(zlib), CompressionMode.Decompress);
            return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            return zlib;
        }
    }

    private static byte[] Deflated(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var stream = new ZLibStream(memory, CompressionLevel.Fastest, leaveOpen: true))
            stream.Write(bytes);
        return memory.ToArray();
    }

    /// <summary>Two frames of 2×2 pixels, the second transparent and in a corner.</summary>
    private static byte[] Gif() =>
    [
        .. "GIF89a"u8, 3, 0, 3, 0, 0x80, 0, 0, 10, 20, 30, 255, 255, 255,
        0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0,
        0x21, 0xF9, 4, 0x05, 10, 0, 1, 0, 0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 3, 0x44, 0x02, 0x05, 0,
        0x21, 0xF9, 4, 0x09, 10, 0, 1, 0, 0x2C, 1, 0, 1, 0, 2, 0, 2, 0, 0x40, 2, 3, 0x44, 0x02, 0x05, 0, 0x3B,
    ];

    /// <summary>A BMP of 4×2 pixels; compression 1 and 2 are run lengths of 8 and 4 bits.</summary>
    private static byte[] Bmp(int bits, int compression)
    {
        byte[] palette = bits <= 8 ? new byte[4 << bits] : [];
        byte[] pixels = compression == 0 ? new byte[(4 * bits + 31) / 32 * 4 * 2] : [4, 0x11, 0, 0, 0, 4, 1, 0, 1, 0, 0, 1];
        int offset = 54 + palette.Length;
        return
        [
            .. "BM"u8, .. BitConverter.GetBytes(offset + pixels.Length), 0, 0, 0, 0, .. BitConverter.GetBytes(offset), 40, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0,
            1, 0, (byte)bits, 0, (byte)compression, 0, 0, 0, .. BitConverter.GetBytes(pixels.Length), .. new byte[16], .. palette, .. pixels,
        ];
    }
}
