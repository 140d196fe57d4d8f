using System.Buffers.Binary;
using System.Text;
using MaeUnderstand.Torch.Files;
using Microsoft.Win32.SafeHandles;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>
/// The entries of a zip file and where their bytes stand, so that tensors can be read straight from the file; .NET's own reader hides
/// the offsets. Only uncompressed entries are served: <c>torch.save</c> makes no others. Structures as in PKWARE's APPNOTE 6.3, zip64
/// included.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint LocalSignature = 0x04034b50, CentralSignature = 0x02014b50, EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50, Locator64Signature = 0x07064b50;
    private const int LocalSize = 30, CentralSize = 46, EndSize = 22, End64Size = 56, Locator64Size = 20;

    private readonly PthSource source;
    private readonly SafeFileHandle file;
    private readonly Dictionary<string, Entry> entries = [];

    private ZipDirectory(PthSource source, SafeFileHandle file) => (this.source, this.file) = (source, file);

    /// <summary>The names of all entries.</summary>
    public IReadOnlyCollection<string> Names => entries.Keys;

    /// <summary>Reads the central directory.</summary>
    /// <param name="source">The file's name and length.</param>
    /// <param name="file">The file; borrowed, and needed as long as entries are located.</param>
    /// <exception cref="InvalidDataException">It has none, or a faulty one.</exception>
    public static ZipDirectory Read(PthSource source, SafeFileHandle file)
    {
        var directory = new ZipDirectory(source, file);
        (long offset, long size) = directory.FindCentral();
        directory.ReadCentral(directory.ReadAt(offset, size, "central directory"));
        return directory;
    }

    /// <summary>Where an entry's bytes stand in the file.</summary>
    /// <exception cref="InvalidDataException">There is no such entry, or it is compressed, or it reaches outside the file.</exception>
    public (long Offset, long Length) Locate(string name)
    {
        if (!entries.TryGetValue(name, out Entry entry))
            throw source.Fault($"is incomplete: it has no entry {DataFault.Quote(name)}.");
        if (entry.Method != 0 || entry.Length != entry.StoredLength)
            throw source.Fault($"has a compressed entry {DataFault.Quote(name)}, which torch.save does not make; save it anew.");

        byte[] local = ReadAt(entry.HeaderOffset, LocalSize, $"entry {DataFault.Quote(name)}");
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalSignature)
            throw source.Fault($"is damaged: entry {DataFault.Quote(name)} does not start where its directory says.");
        long start = entry.HeaderOffset + LocalSize + Short(local, 26) + Short(local, 28);      // after the name and the extra field
        if (entry.Length > source.Length - start)
            throw source.Fault($"is damaged: entry {DataFault.Quote(name)} reaches outside the file.");
        return (start, entry.Length);
    }

    /// <summary>Finds the end record, which stands before a comment of unknown length, and its zip64 form before that.</summary>
    private (long Offset, long Size) FindCentral()
    {
        long tailStart = Math.Max(0, source.Length - EndSize - ushort.MaxValue);
        byte[] tail = ReadAt(tailStart, source.Length - tailStart, "end");
        int end = tail.Length - EndSize;
        while (end >= 0 && BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end)) != EndSignature)
            end--;
        if (end < 0)
            throw source.Fault("is cut short: it starts as a zip file, but the directory that ends one is missing.");

        long size = Int(tail, end + 12), offset = Int(tail, end + 16);
        long locator = tailStart + end - Locator64Size;
        if (locator < 0)
            return (offset, size);
        byte[] locatorBytes = ReadAt(locator, Locator64Size, "zip64 locator");
        if (BinaryPrimitives.ReadUInt32LittleEndian(locatorBytes) != Locator64Signature)
            return (offset, size);
        byte[] end64 = ReadAt(BinaryPrimitives.ReadInt64LittleEndian(locatorBytes.AsSpan(8)), End64Size, "zip64 end record");
        if (BinaryPrimitives.ReadUInt32LittleEndian(end64) != End64Signature)
            throw source.Fault("is damaged: its zip64 end record is missing.");
        return (BinaryPrimitives.ReadInt64LittleEndian(end64.AsSpan(48)), BinaryPrimitives.ReadInt64LittleEndian(end64.AsSpan(40)));
    }

    private void ReadCentral(byte[] central)
    {
        for (int at = 0; at < central.Length;)
        {
            if (central.Length - at < CentralSize || BinaryPrimitives.ReadUInt32LittleEndian(central.AsSpan(at)) != CentralSignature)
                throw source.Fault($"is damaged: its zip directory is faulty at byte {at}.");
            int nameLength = Short(central, at + 28), extraLength = Short(central, at + 30), commentLength = Short(central, at + 32);
            long next = (long)at + CentralSize + nameLength + extraLength + commentLength;
            if (next > central.Length)
                throw source.Fault($"is damaged: its zip directory is faulty at byte {at}.");

            string name = Encoding.UTF8.GetString(central, at + CentralSize, nameLength);
            var entry = new Entry(Short(central, at + 10), Int(central, at + 20), Int(central, at + 24), Int(central, at + 42));
            entry = WithZip64(entry, central.AsSpan(at + CentralSize + nameLength, extraLength));
            if (entry.Length < 0 || entry.StoredLength < 0 || !entries.TryAdd(name, entry))
                throw source.Fault($"is damaged: its zip directory lists {DataFault.Quote(name)} wrongly or twice.");
            at = (int)next;
        }
    }

    /// <summary>Takes from the zip64 extra field, in this order, what did not fit into 32 bits.</summary>
    private static Entry WithZip64(Entry entry, ReadOnlySpan<byte> extra)
    {
        const ushort Zip64Id = 1;
        while (extra.Length >= 4)
        {
            ushort id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            int length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            ReadOnlySpan<byte> field = extra.Slice(4, length);
            extra = extra[(4 + length)..];
            if (id != Zip64Id)
                continue;
            entry = entry with { Length = Widen(entry.Length, ref field) };
            entry = entry with { StoredLength = Widen(entry.StoredLength, ref field) };
            entry = entry with { HeaderOffset = Widen(entry.HeaderOffset, ref field) };
        }
        return entry;
    }

    private static long Widen(long value, ref ReadOnlySpan<byte> field)
    {
        if (value != uint.MaxValue || field.Length < 8)
            return value;
        value = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
        return value;
    }

    private byte[] ReadAt(long offset, long length, string what)
    {
        if (offset < 0 || length < 0 || length > Array.MaxLength || offset > source.Length - length)
            throw source.Fault($"is damaged: its {what} would stand outside the file.");
        var bytes = new byte[length];
        TensorBytes.ReadExactly(file, source.Path, offset, bytes);
        return bytes;
    }

    private static int Short(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static long Int(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private readonly record struct Entry(int Method, long StoredLength, long Length, long HeaderOffset);
}
