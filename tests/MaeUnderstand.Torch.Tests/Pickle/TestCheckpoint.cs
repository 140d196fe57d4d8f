using System.Buffers.Binary;
using System.IO.Compression;

namespace MaeUnderstand.Torch.Tests.Pickle;

/// <summary>Files round a hand-made pickle, in the two formats of <c>torch.save</c>.</summary>
internal static class TestCheckpoint
{
    public static byte[] Zip(PickleBytes pickle, params (string Name, byte[] Bytes)[] others) =>
        Zip(CompressionLevel.NoCompression, [("a/data.pkl", pickle.ToArray()), .. others]);

    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Bytes)[] entries)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream entry = zip.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }
        return memory.ToArray();
    }

    public static byte[] Legacy(PickleBytes pickle, string[] keys, params (long Count, byte[] Bytes)[] storages)
    {
        var head = new PickleBytes();
        head.Raw(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).Op(".");
        head.Raw(0x80, 2).Int(1001).Op(".");
        head.Raw(0x80, 2).Op("}").Text("little_endian").Raw(0x88).Op("s.");
        head.Raw(pickle.ToArray()).Raw(0x80, 2).Op("](");
        foreach (string key in keys)
            head.Text(key);
        head.Op("e.");
        foreach ((long count, byte[] bytes) in storages)
        {
            var eight = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(eight, count);
            head.Raw(eight).Raw(bytes);
        }
        return head.ToArray();
    }
}
