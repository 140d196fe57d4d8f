using MaeUnderstand.Torch.Files;
using Microsoft.Win32.SafeHandles;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>
/// The format of <c>torch.save</c> since PyTorch 1.6: an uncompressed zip file with the pickle in <c>*/data.pkl</c> and each storage in
/// <c>*/data/KEY</c>.
/// </summary>
internal static class PthZipFormat
{
    private const string PickleName = "/data.pkl";

    /// <summary>How such a file starts.</summary>
    public static ReadOnlySpan<byte> Magic => "PK\u0003\u0004"u8;

    /// <summary>Reads a file's object.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or holds more than plain data.</exception>
    public static object? Load(PthSource source, SafeFileHandle file)
    {
        ZipDirectory directory = ZipDirectory.Read(source, file);
        string[] pickles = [.. directory.Names.Where(name => name.EndsWith(PickleName, StringComparison.Ordinal)).Take(2)];
        if (pickles is not [var pickle])
        {
            string count = pickles.Length == 0 ? "no" : "more than one";
            throw source.Fault($"is a zip file with {count} data.pkl; torch.save did not write it.");
        }
        string folder = pickle[..^PickleName.Length];
        CheckByteOrder(source, file, directory, $"{folder}/byteorder");

        var objects = new PickleObjects(source);
        (long offset, long length) = directory.Locate(pickle);
        object? root = PickleMachine.Read(new PickleReader(source, file, offset, offset + length, "data.pkl"), objects);
        foreach (PthStorage storage in objects.Storages)
        {
            (storage.FileOffset, long storedBytes) = directory.Locate($"{folder}/data/{storage.Key}");
            if (storedBytes != storage.Count * storage.ElementSize)
            {
                throw source.Fault($"is damaged: storage {DataFault.Quote(storage.Key)} has {storedBytes} bytes, " +
                    $"but {storage.Count} elements of {storage.ElementType} take {storage.Count * storage.ElementSize}.");
            }
        }
        return root;
    }

    private static void CheckByteOrder(PthSource source, SafeFileHandle file, ZipDirectory directory, string name)
    {
        if (!directory.Names.Contains(name))
            return;                                              // PyTorch before 2.1 did not say, and only ran on such machines
        (long offset, long length) = directory.Locate(name);
        string order = new PickleReader(source, file, offset, offset + length, "byteorder").ReadText(Math.Min(length, 100));
        if (order != "little")
            throw source.Fault($"has the byte order {DataFault.Quote(order)}; only 'little' is read.");
    }
}
