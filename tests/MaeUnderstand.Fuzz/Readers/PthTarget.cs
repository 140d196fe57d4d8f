using System.IO.Compression;
using System.Text;
using MaeUnderstand.Fuzz.Mutation;
using MaeUnderstand.Torch.Pickle;
using MaeUnderstand.Torch.Tests.Pickle;
using static TorchSharp.torch;

namespace MaeUnderstand.Fuzz.Readers;

/// <summary>The reader of PyTorch's checkpoints, both formats: the whole tree is walked and every tensor of it read.</summary>
internal sealed class PthTarget : FuzzTarget
{
    private static readonly string[] Names =
    [
        "ccollections\nOrderedDict\n", "cargparse\nNamespace\n", "ctorch._utils\n_rebuild_tensor_v2\n", "ctorch._utils\n_rebuild_parameter\n",
        "ctorch\nSize\n", "ctorch\nFloatStorage\n", "ctorch\nHalfStorage\n", "ctorch\nLongStorage\n", "ctorch\nBoolStorage\n",
        "ctorch\nfloat32\n", "X\u0007\0\0\0storage", "X\u0003\0\0\0cpu", "X\u0001\0\0\00", "X\u0001\0\0\0w", "X\u0005\0\0\0model",
        "(.", ")R", "tR", "h\0", "q\0", "}(", "u.", "](", "e.", "\u0085R", "\u0081}b", "\u008a\u0008", "\u008a\u0000", "\u0093", "\u0094",
        "K\u0001", "K\u0002", "J\u00ff\u00ff\u00ff\u00ff", "\u0088", "\u0089", "2", "0", "1", "N", "s", "a",
        "PK\u0001\u0002", "PK\u0003\u0004", "PK\u0005\u0006", "PK\u0006\u0006", "PK\u0006\u0007", "\u0001\u0000\u0010\u0000",
    ];

    public override string Name => "pth";

    /// <summary>
    /// An instruction of one byte makes at most a dictionary (some 250 bytes with its place on the stack, which doubles as it grows); a
    /// tensor at a time takes up to 8 bytes in native memory for each of the file's, twice where it is copied into row-major order.
    /// </summary>
    public override Bound Bound { get; } = new(TimeSpan.FromSeconds(2), 16 << 20, 500);

    public override IReadOnlyList<byte[]> Words { get; } = [.. Names.Select(Encoding.Latin1.GetBytes)];

    public override IEnumerable<byte[]> Seeds()
    {
        yield return TestCheckpoint.Zip(
            Pickle(), ("a/data/0", new byte[24]), ("a/data/1", new byte[8]), ("a/byteorder", "little"u8.ToArray()), ("a/version", "3\n"u8.ToArray()));
        yield return TestCheckpoint.Legacy(Pickle(), ["0", "1"], (6, new byte[24]), (1, new byte[8]));
        yield return TestCheckpoint.Zip(Objects(), ("a/data/0", new byte[6]));
        yield return TestCheckpoint.Legacy(Objects(), ["0"], (3, new byte[6]));
        yield return TestCheckpoint.Zip(CompressionLevel.Fastest, ("a/data.pkl", Pickle().ToArray()), ("a/data/0", new byte[24]));
        yield return Zip64();
    }

    public override byte[]? MutateForm(byte[] input, ByteMutator mutator)
    {
        if (!input.AsSpan().StartsWith("PK\u0003\u0004"u8))
            return null;
        try
        {
            using var zip = new ZipArchive(new MemoryStream(input));
            (string Name, byte[] Bytes)[] entries = [.. zip.Entries.Select(entry => (entry.FullName, Content(entry)))];
            if (entries.Length == 0)
                return null;
            int chosen = mutator.Random.Next(3) == 0
                ? mutator.Random.Next(entries.Length)
                : Math.Max(0, Array.FindIndex(entries, entry => entry.Name.EndsWith("data.pkl", StringComparison.Ordinal)));
            entries[chosen].Bytes = mutator.Mutate(entries[chosen].Bytes);
            return TestCheckpoint.Zip(CompressionLevel.NoCompression, entries);
        }
        catch (Exception fault) when (fault is InvalidDataException or NotSupportedException or ArgumentException or IOException)
        {
            return null;                                         // already too damaged for .NET's reader; the bytes are left to be changed
        }
    }

    public override void Read(string path)
    {
        ReadTensors(PthFile.Load(path), new HashSet<object>(ReferenceEqualityComparer.Instance));
        PthFile.LoadStateDict(path);
    }

    public override string? ProblemWith(Exception refusal, string path) => ProblemWithInvalidData(refusal, path);

    private static void ReadTensors(object? value, HashSet<object> seen)
    {
        if (value is null || !seen.Add(value))
            return;
        IEnumerable<object?> children = value switch
        {
            PthDictionary dictionary => dictionary.Values,
            PthNamespace space => space.Attributes.Values,
            IReadOnlyList<object?> list => list,
            _ => [],
        };
        foreach (object? child in children)
            ReadTensors(child, seen);
        if (value is not PthTensor stored)
            return;
        using Tensor tensor = stored.ToTensor();
        if (!tensor.shape.AsSpan().SequenceEqual(stored.Shape) || tensor.dtype != stored.ElementType)
            throw new FindingException($"has a tensor of {stored.ElementType} that is read as {tensor.dtype} of another shape.");
    }

    private static PickleBytes Pickle() => new PickleBytes().Raw(0x80, 2).Op("}q\0(")
        .Text("model").Op("}(").Text("module.w").Tensor("FloatStorage", "0", 6, 0, [3, 2], [1, 3]).Text("module.v").Vector("FloatStorage", "0", 6)
        .Op("u").Text("step").Vector("LongStorage", "1", 1).Text("list").Op("](").Int(1).Long(2).Op("K\u0003Nq\u0001h\u0001e")
        .Text("args").Global("argparse", "Namespace").Op(")").Raw(0x81).Op("}").Text("lr").Op("G").Raw(0, 0, 0, 0, 0, 0, 0, 0).Op("sbu.");

    /// <summary>A state dict of its own, a parameter, a size, pairs as Python 2 wrote them, and the newer instructions.</summary>
    private static PickleBytes Objects() => new PickleBytes().Raw(0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0)
        .Global("collections", "OrderedDict").Op(")R(").Text("p")
        .Global("torch._utils", "_rebuild_parameter").Tensor("HalfStorage", "0", 3, 1, [2, 1], [1, 2]).Raw(0x88)
        .Global("collections", "OrderedDict").Op(")R").Raw(0x87).Op("R")
        .Text("size").Global("torch", "Size").Int(4).Int(5).Raw(0x86, 0x85).Op("R").Raw(0x94)
        .Text("pairs").Global("collections", "OrderedDict").Op("](").Text("k").Op("K\u0001").Raw(0x86).Text("m").Op("h\0").Raw(0x86).Op("e").Raw(0x85)
        .Op("R").Raw(0x8c, 1).Op("d").Raw(0x8c, 5).Op("torch").Raw(0x8c, 7).Op("float16").Raw(0x93)
        .Raw(0x8c, 1).Op("b").Op("C\u0002ab").Op("K\u0009").Raw(0x89).Op("u}").Text("_metadata").Op("Nsb.");

    /// <summary>A zip file whose directory is found through the zip64 records, as of files beyond 4 GB.</summary>
    private static byte[] Zip64()
    {
        byte[] zip = TestCheckpoint.Zip(new PickleBytes().Raw(0x80, 2).Op("}."));
        int end = zip.Length - 22;
        long size = BitConverter.ToUInt32(zip, end + 12), offset = BitConverter.ToUInt32(zip, end + 16);
        return
        [
            .. zip[..end],
            .. "PK\u0006\u0006"u8, .. BitConverter.GetBytes(44L), 45, 0, 45, 0, .. new byte[8], .. BitConverter.GetBytes(1L),
            .. BitConverter.GetBytes(1L), .. BitConverter.GetBytes(size), .. BitConverter.GetBytes(offset),
            .. "PK\u0006\u0007"u8, .. new byte[4], .. BitConverter.GetBytes((long)end), 1, 0, 0, 0,
            .. zip[end..(end + 8)], .. Enumerable.Repeat((byte)0xFF, 12), 0, 0,
        ];
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
