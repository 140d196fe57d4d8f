using System.Buffers.Binary;
using System.Text;

namespace MaeUnderstand.Fuzz.Mutation;

/// <summary>
/// An image file as the parts of its format: chunks of a PNG or WebP, segments of a JPEG. Putting them together again makes the lengths
/// and checksums right, without which decoders look no further.
/// </summary>
internal sealed class ImageParts
{
    private enum Format
    {
        Png,
        Jpeg,
        WebP,
    }

    private const int PngSignature = 8, RiffHeader = 12;

    private readonly Format format;
    private readonly byte[] head;
    private readonly byte[] tail;

    private ImageParts(Format format, byte[] head, List<(string Type, byte[] Content)> parts, byte[] tail) =>
        (this.format, this.head, Parts, this.tail) = (format, head, parts, tail);

    /// <summary>The parts: a type of four letters (of a JPEG the marker as one) and the content.</summary>
    public List<(string Type, byte[] Content)> Parts { get; }

    /// <summary>Takes a file apart.</summary>
    /// <returns>The parts; <see langword="null"/> where it is of another format.</returns>
    public static ImageParts? Parse(byte[] file)
    {
        if (file.Length > PngSignature && file.AsSpan(1).StartsWith("PNG"u8))
            return Chunks(Format.Png, file, PngSignature);
        if (file.Length > RiffHeader && file.AsSpan(8).StartsWith("WEBP"u8))
            return Chunks(Format.WebP, file, RiffHeader);
        return file.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? Segments(file) : null;
    }

    /// <summary>Puts the parts together.</summary>
    public byte[] ToFile()
    {
        using var file = new MemoryStream();
        file.Write(head);
        foreach ((string type, byte[] content) in Parts)
        {
            byte[] name = Encoding.Latin1.GetBytes(type);
            switch (format)
            {
                case Format.Png:
                    file.Write(BigEndian((uint)content.Length));
                    file.Write(name);
                    file.Write(content);
                    file.Write(BigEndian(Crc32([.. name, .. content])));
                    break;
                case Format.WebP:
                    file.Write(name);
                    file.Write(BitConverter.GetBytes(content.Length));
                    file.Write(content);
                    if (content.Length % 2 == 1)
                        file.WriteByte(0);
                    break;
                default:
                    file.Write([0xFF, name[0], (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2)]);
                    file.Write(content);
                    break;
            }
        }
        file.Write(tail);
        byte[] bytes = file.ToArray();
        if (format == Format.WebP)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        return bytes;
    }

    private static ImageParts Chunks(Format format, byte[] file, int at)
    {
        byte[] head = file[..at];
        var parts = new List<(string Type, byte[] Content)>();
        while (at + 8 <= file.Length)
        {
            uint length = format == Format.Png
                ? BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at))
                : BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 4));
            string type = Encoding.Latin1.GetString(file, format == Format.Png ? at + 4 : at, 4);
            at += 8;
            int taken = (int)Math.Min(length, file.Length - at);
            parts.Add((type, file[at..(at + taken)]));
            at += taken + (format == Format.Png ? 4 : taken % 2);
        }
        return new ImageParts(format, head, parts, []);
    }

    /// <summary>The last segment is the header of the first scan; what follows stays as it is.</summary>
    private static ImageParts Segments(byte[] file)
    {
        const byte StartOfScan = 0xDA;
        var parts = new List<(string Type, byte[] Content)>();
        int at = 2;
        while (at + 4 <= file.Length && file[at] == 0xFF)
        {
            byte marker = file[at + 1];
            int length = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2));
            int end = Math.Clamp(at + 2 + length, at + 4, file.Length);
            parts.Add((((char)marker).ToString(), file[(at + 4)..end]));
            at = end;
            if (marker == StartOfScan)
                break;
        }
        return new ImageParts(Format.Jpeg, file[..2], parts, file[at..]);
    }

    private static byte[] BigEndian(uint number)
    {
        var four = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(four, number);
        return four;
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
