using System.Buffers.Binary;

namespace MaeUnderstand.Data;

/// <summary>
/// The file of packed images: images one behind the other, then an index of them. Numbers are little-endian, checksums XxHash3
/// (64 bits), names UTF-8.
/// <code>
/// header   0  8  magic: 89 4D 41 45 50 41 43 4B ("MAEPACK" behind a byte that is no text)
///          8  4  version, 1
///         12  4  N, images
///         16  4  C, classes
///         20  4  largest side that was asked for, in pixels
///         24  8  offset of the index
///         32  8  length of the index, which ends the file
///         40  8  checksum of the index
///         48  8  checksum of the 48 bytes before
/// images  56     the bytes of each image, in the order of the source
/// index          N entries of 40 bytes, C class names, N paths; a name is its number of bytes (2 bytes) and these
/// entry    0  8  offset of the image's bytes
///          8  4  their number
///         12  4  width of the upright image in pixels
///         16  4  height
///         20  4  class, below C
///         24  4  0: an image file (JPEG, PNG, …); 1: rows of packed 8-bit RGB
///         28  4  0
///         32  8  checksum of the image's bytes
/// </code>
/// Paths are those of the original files, relative to the folder that was packed, with '/' between their parts.
/// </summary>
internal static class PackFormat
{
    public const int Version = 1;
    public const int HeaderBytes = 56;
    public const int EntryBytes = 40;

    /// <summary>Of a path or class name, in bytes.</summary>
    public const int LongestName = ushort.MaxValue;

    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'M', (byte)'A', (byte)'E', (byte)'P', (byte)'A', (byte)'C', (byte)'K'];

    public static void WriteEntry(in PackEntry entry, Span<byte> to)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to, entry.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], entry.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], entry.Width);
        BinaryPrimitives.WriteInt32LittleEndian(to[16..], entry.Height);
        BinaryPrimitives.WriteInt32LittleEndian(to[20..], entry.Label);
        BinaryPrimitives.WriteInt32LittleEndian(to[24..], entry.IsRaw ? 1 : 0);
        BinaryPrimitives.WriteInt32LittleEndian(to[28..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(to[32..], entry.Checksum);
    }

    /// <summary>Reads an entry, whatever it says; <see langword="null"/> where a field has a value without a meaning.</summary>
    public static PackEntry? ReadEntry(ReadOnlySpan<byte> from)
    {
        long kind = BinaryPrimitives.ReadInt64LittleEndian(from[24..]);
        if (kind is not (0 or 1))
            return null;
        return new PackEntry(
            BinaryPrimitives.ReadInt64LittleEndian(from),
            BinaryPrimitives.ReadInt32LittleEndian(from[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[20..]),
            kind == 1,
            BinaryPrimitives.ReadUInt64LittleEndian(from[32..]));
    }
}
