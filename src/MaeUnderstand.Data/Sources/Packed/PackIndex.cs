using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MaeUnderstand.Data;

/// <summary>
/// The index of a file of packed images, every number of it checked against the file's size: what it says can be followed blindly.
/// </summary>
internal sealed class PackIndex
{
    private readonly byte[] bytes;
    private readonly PackEntry[] entries;
    private readonly int[] pathStarts;

    private PackIndex(byte[] bytes, PackEntry[] entries, string[] classNames, int[] pathStarts)
    {
        (this.bytes, this.entries, this.pathStarts) = (bytes, entries, pathStarts);
        ClassNames = classNames;
    }

    /// <summary>Images.</summary>
    public int Count => entries.Length;

    /// <summary>The name of each class.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>An image's entry.</summary>
    public ref readonly PackEntry this[int image] => ref entries[image];

    /// <summary>The path of an image's original, relative to the folder that was packed; safe to print.</summary>
    public string PathOf(int image) => Name(bytes, pathStarts[image]);

    /// <summary>Reads the index of an open file. Allocates no more than a small multiple of the index's size in the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="InvalidDataException">It is no such file, damaged, cut short, or of another version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PackIndex Read(SafeFileHandle file, string path)
    {
        long length = RandomAccess.GetLength(file);
        Span<byte> header = stackalloc byte[PackFormat.HeaderBytes];
        header = header[..ReadFully(file, header, 0)];
        if (!header.StartsWith(PackFormat.Magic))
        {
            throw new InvalidDataException(
                $"'{path}' is neither a folder of images nor a file that 'mae data pack' wrote: it does not begin as one.");
        }
        if (header.Length < PackFormat.HeaderBytes)
            throw Fault(path, $"is cut short: it has {length} bytes, and its header {PackFormat.HeaderBytes}");
        int version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version != PackFormat.Version)
        {
            throw new InvalidDataException($"'{path}' has version {version} of the format of packed images; this program reads version " +
                $"{PackFormat.Version}. Pack the images again.");
        }
        if (BinaryPrimitives.ReadUInt64LittleEndian(header[48..]) != XxHash3.HashToUInt64(header[..48]))
            throw Fault(path, "has a header that does not match its checksum");
        long indexOffset = BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
        long indexLength = BinaryPrimitives.ReadInt64LittleEndian(header[32..]);
        if (indexOffset < PackFormat.HeaderBytes || indexLength < 0 || indexOffset > length || indexLength > length - indexOffset)
            throw Fault(path, $"is cut short: it has {length} bytes, but should have {(Int128)indexOffset + indexLength}");
        if (indexLength != length - indexOffset)
            throw Fault(path, $"has {length} bytes, but should have {indexOffset + indexLength}");
        if (indexLength > Array.MaxLength)
            throw Fault(path, $"has an index of {indexLength} bytes, more than the {Array.MaxLength} that are read");
        byte[] index = new byte[indexLength];
        if (ReadFully(file, index, indexOffset) != index.Length)
            throw Fault(path, "was cut short while it was read");
        if (BinaryPrimitives.ReadUInt64LittleEndian(header[40..]) != XxHash3.HashToUInt64(index))
            throw Fault(path, "has an index that does not match its checksum");
        int imageCount = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        int classCount = BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        return Parse(index, imageCount, classCount, indexOffset, path);
    }

    private static PackIndex Parse(byte[] index, int imageCount, int classCount, long imagesEnd, string path)
    {
        // A name takes two bytes at least: counts that fit cannot make the arrays below larger than the index.
        if (imageCount < 1 || classCount < 1 || (long)imageCount * (PackFormat.EntryBytes + 2) + (long)classCount * 2 > index.Length)
        {
            throw Fault(
                path, $"claims {imageCount} images of {classCount} classes, for which its index of {index.Length} bytes has no room");
        }
        var entries = new PackEntry[imageCount];
        for (int i = 0; i < imageCount; i++)
        {
            if (PackFormat.ReadEntry(index.AsSpan(i * PackFormat.EntryBytes, PackFormat.EntryBytes)) is not { } entry
                || !IsPossible(entry, classCount, imagesEnd))
            {
                throw Fault(path, $"has an impossible entry for image {i}");
            }
            entries[i] = entry;
        }
        int at = imageCount * PackFormat.EntryBytes;
        var classNames = new string[classCount];
        for (int i = 0; i < classCount; i++)
        {
            int start = at;
            at = EndOfName(index, at, path);
            classNames[i] = Name(index, start);
        }
        var pathStarts = new int[imageCount];
        for (int i = 0; i < imageCount; i++)
        {
            pathStarts[i] = at;
            at = EndOfName(index, at, path);
        }
        return at == index.Length
            ? new PackIndex(index, entries, classNames, pathStarts)
            : throw Fault(path, $"has {index.Length - at} bytes too many in its index");
    }

    private static bool IsPossible(in PackEntry entry, int classCount, long imagesEnd) =>
        entry.Offset >= PackFormat.HeaderBytes && entry.Length is > 0 and <= (int)ImageFile.MaxBytes
        && entry.Offset <= imagesEnd - entry.Length
        && entry.Width > 0 && entry.Height > 0 && (long)entry.Width * entry.Height <= PixelLimit.MostPixels
        && entry.Label >= 0 && entry.Label < classCount
        && (!entry.IsRaw || entry.Length == 3L * entry.Width * entry.Height);

    private static int EndOfName(ReadOnlySpan<byte> index, int at, string path)
    {
        int end = at + 2 <= index.Length ? at + 2 + BinaryPrimitives.ReadUInt16LittleEndian(index[at..]) : int.MaxValue;
        return end <= index.Length ? end : throw Fault(path, "has an index whose names reach past its end");
    }

    private static string Name(ReadOnlySpan<byte> index, int start)
    {
        string name = Encoding.UTF8.GetString(index.Slice(start + 2, BinaryPrimitives.ReadUInt16LittleEndian(index[start..])));
        // The file may come from anywhere: a name must not forge lines of a log or drive a terminal.
        return name.Any(char.IsControl) ? string.Concat(name.Select(letter => char.IsControl(letter) ? '?' : letter)) : name;
    }

    private static int ReadFully(SafeFileHandle file, Span<byte> to, long offset)
    {
        int read = 0;
        while (read < to.Length && RandomAccess.Read(file, to[read..], offset + read) is > 0 and int count)
            read += count;
        return read;
    }

    private static InvalidDataException Fault(string path, string text) => new($"'{path}' {text}: pack the images again.");
}
