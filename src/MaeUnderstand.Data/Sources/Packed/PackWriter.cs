using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace MaeUnderstand.Data;

/// <summary>Writes a file of packed images (<see cref="PackFormat"/>), which has no valid header until <see cref="Finish"/>.</summary>
/// <param name="file">Written from its start; seekable; borrowed.</param>
internal sealed class PackWriter(Stream file)
{
    private readonly List<PackEntry> entries = [];
    private readonly List<byte[]> paths = [];
    private long end;

    /// <summary>Adds an image behind the ones before.</summary>
    /// <param name="image">The image.</param>
    /// <param name="label">Its class.</param>
    /// <param name="path">Where it came from, relative, with '/' between the parts.</param>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void Add(StoredImage image, int label, string path)
    {
        if (entries.Count == 0)
        {
            file.Write(stackalloc byte[PackFormat.HeaderBytes]);
            end = PackFormat.HeaderBytes;
        }
        file.Write(image.Bytes);
        entries.Add(new PackEntry(
            end, image.Bytes.Length, image.Width, image.Height, label, image.IsRaw, XxHash3.HashToUInt64(image.Bytes)));
        paths.Add(NameBytes(path));
        end += image.Bytes.Length;
    }

    /// <summary>Writes the index and, last, the header.</summary>
    /// <param name="classNames">The name of each label.</param>
    /// <param name="maxSide">The largest side that was asked for.</param>
    /// <returns>Bytes of the file.</returns>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public long Finish(IReadOnlyList<string> classNames, int maxSide)
    {
        byte[] index = Index(classNames);
        file.Write(index);
        Span<byte> header = stackalloc byte[PackFormat.HeaderBytes];
        PackFormat.Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], PackFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], entries.Count);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], classNames.Count);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], maxSide);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], end);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], index.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], XxHash3.HashToUInt64(index));
        BinaryPrimitives.WriteUInt64LittleEndian(header[48..], XxHash3.HashToUInt64(header[..48]));
        file.Position = 0;
        file.Write(header);
        file.Flush();
        return end + index.Length;
    }

    private byte[] Index(IReadOnlyList<string> classNames)
    {
        using var index = new MemoryStream();
        Span<byte> entry = stackalloc byte[PackFormat.EntryBytes];
        for (int i = 0; i < entries.Count; i++)
        {
            PackFormat.WriteEntry(entries[i], entry);
            index.Write(entry);
        }
        foreach (byte[] name in classNames.Select(NameBytes).Concat(paths))
        {
            index.WriteByte((byte)name.Length);
            index.WriteByte((byte)(name.Length >> 8));
            index.Write(name);
        }
        return index.ToArray();
    }

    private static byte[] NameBytes(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        return bytes.Length <= PackFormat.LongestName
            ? bytes
            : throw new InvalidDataException(
                $"The name '{name[..50]}…' has {bytes.Length} bytes, more than the {PackFormat.LongestName} that can be packed.");
    }
}
