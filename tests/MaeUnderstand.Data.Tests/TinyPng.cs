using System.Buffers.Binary;
using System.IO.Compression;

namespace MaeUnderstand.Data.Tests;

/// <summary>Writes PNG files of any bit depth and colour type, for tests.</summary>
internal static class TinyPng
{
    public const int Grey = 0;
    public const int Rgb = 2;
    public const int Palette = 3;
    public const int Rgba = 6;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="bitDepth">Bits a sample.</param>
    /// <param name="colourType">One of the constants.</param>
    /// <param name="samples">The rows' bytes, without filter bytes.</param>
    /// <param name="palette">RGB of each entry.</param>
    /// <param name="transparency">The tRNS chunk.</param>
    public static byte[] Encode(
        int width, int height, int bitDepth, int colourType, byte[] samples, byte[]? palette = null, byte[]? transparency = null)
    {
        using var png = new MemoryStream();
        png.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)bitDepth, (byte)colourType);
        WriteChunk(png, "IHDR", header);
        if (palette is not null)
            WriteChunk(png, "PLTE", palette);
        if (transparency is not null)
            WriteChunk(png, "tRNS", transparency);
        WriteChunk(png, "IDAT", Compress(samples, samples.Length / height));
        WriteChunk(png, "IEND", []);
        return png.ToArray();
    }

    private static byte[] Compress(byte[] samples, int stride)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            for (int at = 0; stride > 0 && at + stride <= samples.Length; at += stride)
            {
                zlib.WriteByte(0);
                zlib.Write(samples, at, stride);
            }
        }
        return packed.ToArray();
    }

    private static void WriteChunk(Stream png, string type, byte[] content)
    {
        byte[] body = [.. type.Select(letter => (byte)letter), .. content];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(body));
        png.Write(number);
    }

    private static uint Crc32(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }
        return ~crc;
    }
}
