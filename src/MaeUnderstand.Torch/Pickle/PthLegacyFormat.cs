using System.Globalization;
using System.Numerics;
using MaeUnderstand.Torch.Files;
using Microsoft.Win32.SafeHandles;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>
/// The format of <c>torch.save</c> before PyTorch 1.6: five pickles (magic number, protocol version, facts of the machine, the object,
/// the storages' keys), then for each key the number of elements in 64 bits and the elements.
/// </summary>
internal static class PthLegacyFormat
{
    private const byte FirstByte = (byte)PickleOpcode.Proto;
    private const long ProtocolVersion = 1001;
    private static readonly BigInteger MagicNumber =
        BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Whether a file can be of this format, or any other pickle.</summary>
    public static bool MayBe(ReadOnlySpan<byte> start) => start is [FirstByte, ..];

    /// <summary>Reads a file's object.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or holds more than plain data.</exception>
    public static object? Load(PthSource source, SafeFileHandle file)
    {
        var reader = new PickleReader(source, file, 0, source.Length, "the file");
        if (PickleMachine.Read(reader, new PickleObjects(source)) is not BigInteger magic || magic != MagicNumber)
            throw source.Fault("is a pickle, but not one of torch.save.");
        if (PickleMachine.Read(reader, new PickleObjects(source)) is not ProtocolVersion)
            throw source.Fault($"is of another version of torch.save's old format than {ProtocolVersion}.");
        if (PickleMachine.Read(reader, new PickleObjects(source)) is not PthDictionary facts
            || !facts.TryGetValue("little_endian", out object? isLittleEndian) || isLittleEndian is not true)
        {
            throw source.Fault("was not written on a little-endian machine; only such files are read.");
        }

        var objects = new PickleObjects(source);
        object? root = PickleMachine.Read(reader, objects);
        if (PickleMachine.Read(reader, new PickleObjects(source)) is not PthList keys)
            throw source.Fault("is damaged: its list of storages is missing.");
        LocateStorages(source, reader, objects, keys);
        return root;
    }

    private static void LocateStorages(PthSource source, PickleReader reader, PickleObjects objects, PthList keys)
    {
        var seen = new HashSet<string>();
        long position = reader.Position;
        foreach (object? item in keys)
        {
            if (item is not string key || objects.Find(key) is not { } storage || !seen.Add(key))
                throw source.Fault("is damaged: its list of storages names one that no tensor uses, or one twice.");
            string name = DataFault.Quote(key);
            if (source.Length - position < sizeof(long))
                throw source.Fault($"is cut short: it ends at byte {source.Length}, before the length of storage {name}.");
            long count = reader.ReadInt64();
            if (count != storage.Count)
                throw source.Fault($"is damaged: storage {name} has {count} elements, but its tensors were made for {storage.Count}.");
            storage.FileOffset = position + sizeof(long);
            position = storage.FileOffset + count * storage.ElementSize;
            if (position > source.Length)
                throw source.Fault($"is cut short: storage {name} lacks its last {position - source.Length} bytes.");
            reader.Skip(count * storage.ElementSize);
        }
        if (seen.Count != objects.Storages.Count)
            throw source.Fault($"is damaged: it lists {seen.Count} storages, but its tensors use {objects.Storages.Count}.");
        if (position != source.Length)
            throw source.Fault($"has {source.Length - position} bytes after its last storage.");
    }
}
