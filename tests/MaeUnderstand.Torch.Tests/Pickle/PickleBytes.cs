using System.Buffers.Binary;
using System.Text;

namespace MaeUnderstand.Torch.Tests.Pickle;

/// <summary>Writes pickles instruction by instruction, sound and unsound ones.</summary>
internal sealed class PickleBytes
{
    private readonly List<byte> bytes = [];

    public byte[] ToArray() => [.. bytes];

    /// <summary>Instructions that are letters.</summary>
    public PickleBytes Op(string letters)
    {
        bytes.AddRange(Encoding.Latin1.GetBytes(letters));
        return this;
    }

    public PickleBytes Raw(params byte[] raw)
    {
        bytes.AddRange(raw);
        return this;
    }

    public PickleBytes Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Op("X").Raw(LittleEndian(utf8.Length)).Raw(utf8);
    }

    public PickleBytes Int(int number) => Op("J").Raw(LittleEndian(number));

    public PickleBytes Long(long number)
    {
        var eight = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(eight, number);
        return Raw(0x8a, 8).Raw(eight);
    }

    public PickleBytes Global(string module, string name) => Op($"c{module}\n{name}\n");

    /// <summary>BINPERSID of a storage.</summary>
    public PickleBytes Storage(string type, string key, long count) =>
        Op("(").Text("storage").Global("torch", type).Text(key).Text("cpu").Long(count).Op("tQ");

    /// <summary>A tensor of such a view of a storage.</summary>
    public PickleBytes Tensor(string type, string key, long count, long offset, long[] shape, long[] stride) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage(type, key, count).Long(offset).Longs(shape).Longs(stride)
            .Raw(0x89).Global("collections", "OrderedDict").Op(")RtR");

    /// <summary>A tensor of one dimension that is its whole storage.</summary>
    public PickleBytes Vector(string type, string key, long count) => Tensor(type, key, count, 0, [count], [1]);

    private PickleBytes Longs(long[] numbers)
    {
        Op("(");
        foreach (long number in numbers)
            Long(number);
        return Op("t");
    }

    private static byte[] LittleEndian(int number)
    {
        var four = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(four, number);
        return four;
    }
}
