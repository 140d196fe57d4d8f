using System.Buffers.Binary;
using System.IO.Compression;
using MaeUnderstand.Torch.Pickle;

namespace MaeUnderstand.Torch.Tests.Pickle;

/// <summary>Faulty and hostile checkpoints, made by hand: each is refused with one line.</summary>
public sealed class PthFaultTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string FilePath => folder["bad.pth"];

    public void Dispose() => folder.Dispose();

    [Theory, Trait("Kind", "Unit")]
    [InlineData("", "is empty.")]
    [InlineData("\u0093NUMPY", "is no checkpoint of PyTorch: it starts neither as a zip file nor as a pickle.")]
    [InlineData("PK\u0003\u0004rest", "is cut short: it starts as a zip file, but the directory that ends one is missing.")]
    [InlineData("\u0080\u0002K\u0001.", "is a pickle, but not one of torch.save.")]
    [InlineData("\u0080\u0002K", "is cut short: the file ends at byte 3, in the middle of a pickle.")]
    [InlineData("\u0080\u0002cposix\nsystem\nX\u0002\u0000\u0000\u0000ls\u0085R.",
        "was not loaded: it asks for 'posix.system'. Only plain state dicts are read, and nothing in a file is run.")]
    public void Load_OtherFile_SaysWhatItIs(string bytes, string text)
    {
        File.WriteAllBytes(FilePath, System.Text.Encoding.Latin1.GetBytes(bytes));
        Assert.Equal($"'{FilePath}' {text}", Fault());
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("\u0080\u0006.", "is damaged at byte 0 of data.pkl: protocol 6; the newest known is 5.")]
    [InlineData("i", "is damaged at byte 0 of data.pkl: opcode 0x69 (Inst), an instruction that plain state dicts do not need.")]
    [InlineData("\u0080\u0002\u008f",
        "is damaged at byte 2 of data.pkl: opcode 0x8f (EmptySet), an instruction that plain state dicts do not need.")]
    [InlineData("\u0001", "is damaged at byte 0 of data.pkl: unknown opcode 0x01, an instruction that plain state dicts do not need.")]
    [InlineData("N", "is cut short: data.pkl ends at byte 1, in the middle of a pickle.")]
    [InlineData(".", "is damaged at byte 0 of data.pkl: opcode 0x2e (Stop) finds fewer values on the stack than it needs.")]
    [InlineData("N(.", "is damaged at byte 2 of data.pkl: opcode 0x2e (Stop) finds fewer values on the stack than it needs.")]
    [InlineData("N\u0087", "is damaged at byte 1 of data.pkl: opcode 0x87 (Tuple3) finds fewer values on the stack than it needs.")]
    [InlineData("Nt", "is damaged at byte 1 of data.pkl: opcode 0x74 (Tuple) finds no mark on the stack.")]
    [InlineData("NNa", "is damaged at byte 2 of data.pkl: opcode 0x61 (Append) finds a value that it cannot be applied to.")]
    [InlineData("q\u0000", "is damaged at byte 0 of data.pkl: opcode 0x71 (BinPut) finds fewer values on the stack than it needs.")]
    [InlineData("h\u0003", "is damaged at byte 0 of data.pkl: memo 3 is used before it is set.")]
    [InlineData("}(Nu", "is damaged at byte 3 of data.pkl: a dictionary key without a value.")]
    [InlineData("}]Ns", "is damaged at byte 3 of data.pkl: a dictionary key that is neither a text nor a number.")]
    [InlineData("}}b", "is damaged at byte 2 of data.pkl: attributes for an object that takes none.")]
    [InlineData("NNQ", "refers to something outside its pickle that is not a storage of a known type.")]
    [InlineData("X\u00ff\u00ff\u00ff\u007fab", "is damaged at byte 5 of data.pkl: 2147483647 bytes should follow, but 2 do.")]
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
        "is damaged at byte 9 of data.pkl: -1 bytes should follow, but 0 do.")]
    [InlineData("U\u0001\u00ff", "is damaged at byte 2 of data.pkl: a text is not UTF-8.")]
    [InlineData("\u008b\u00ff\u00ff\u0000\u0000", "is damaged at byte 5 of data.pkl: an integer of 65535 bytes; at most 256 are read.")]
    [InlineData("cos\nsystem\n.",
        "was not loaded: it asks for 'os.system'. Only plain state dicts are read, and nothing in a file is run.")]
    [InlineData("U\u0008builtinsU\u0004eval\u0093.",
        "was not loaded: it asks for 'builtins.eval'. Only plain state dicts are read, and nothing in a file is run.")]
    [InlineData("cnumpy.core.multiarray\nscalar\n.",
        "was not loaded: it asks for 'numpy.core.multiarray.scalar'. Only plain state dicts are read, and nothing in a file is run.")]
    [InlineData("NN\u0093", "is damaged at byte 2 of data.pkl: a global whose name is no text.")]
    [InlineData("ctorch\nSize\nN\u0085R", "is damaged at byte 14 of data.pkl: a function with arguments that it does not take.")]
    [InlineData("ctorch\nSize\n)\u0081", "is damaged at byte 13 of data.pkl: an object that plain state dicts do not need.")]
    [InlineData("ccollections\nOrderedDict\n.", "holds a class or function as a value; only plain data is read.")]
    [InlineData("]q\u0000h\u0000a.", "nests lists and dictionaries more than 64 deep, or one inside itself.")]
    public void Load_FaultyPickle_SaysWhatAndWhere(string pickle, string text)
    {
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(new PickleBytes().Op(pickle)));
        Assert.Equal($"'{FilePath}' {text}", Fault());
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(1_000_000, false)]
    public void Load_NestedTuples_AreBounded(int depth, bool isRead)
    {
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(new PickleBytes().Op("N" + new string('\u0085', depth) + ".")));
        if (isRead)
            Assert.IsType<PthTuple>(PthFile.Load(FilePath));
        else
            Assert.Equal($"'{FilePath}' nests lists and dictionaries more than 64 deep, or one inside itself.", Fault());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Load_TupleOfItselfTwiceOver_TakesNoExponentialTime()
    {
        string doubled = string.Concat(Enumerable.Repeat("q\u0000h\u0000\u0086", 60));
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(new PickleBytes().Op($"N{doubled}.")));
        Assert.IsType<PthTuple>(PthFile.Load(FilePath));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0, new long[] { 3, 2 }, new long[] { 2, 1 }, true)]
    [InlineData(0, new long[] { 7 }, new long[] { 1 }, false)]
    [InlineData(1, new long[] { 3, 2 }, new long[] { 2, 1 }, false)]
    [InlineData(0, new long[] { 2 }, new long[] { 6 }, false)]
    [InlineData(6, new long[] { 0 }, new long[] { 1 }, true)]
    [InlineData(7, new long[] { 0 }, new long[] { 1 }, false)]
    [InlineData(0, new long[] { long.MaxValue, long.MaxValue }, new long[] { long.MaxValue, long.MaxValue }, false)]
    public void Load_ViewOfAStorage_StaysInside(long offset, long[] shape, long[] stride, bool isInside)
    {
        Write(new PickleBytes().Tensor("ByteStorage", "0", 6, offset, shape, stride).Op("."), 6);
        if (isInside)
            Assert.IsType<PthTensor>(PthFile.Load(FilePath));
        else
        {
            Assert.Equal($"'{FilePath}' has a view of storage '0': shape [{string.Join(", ", shape)}], " +
                $"stride [{string.Join(", ", stride)}], offset {offset}, which reaches outside its 6 elements.", Fault());
        }
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(-1, new long[] { 1 }, new long[] { 1 })]
    [InlineData(0, new long[] { -1 }, new long[] { 1 })]
    [InlineData(5, new long[] { 2 }, new long[] { -1 })]
    [InlineData(0, new long[] { 2, 3 }, new long[] { 1 })]
    public void Load_ImpossibleLayout_IsRefused(long offset, long[] shape, long[] stride)
    {
        Write(new PickleBytes().Tensor("ByteStorage", "0", 6, offset, shape, stride).Op("."), 6);
        Assert.EndsWith("which is no layout of a tensor.", Fault());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Load_ExpandedToMoreThanTheFile_IsRefused()
    {
        Write(new PickleBytes().Tensor("ByteStorage", "0", 6, 0, [1L << 40, 1L << 40], [0, 0]).Op("."), 6);
        Assert.Equal($"'{FilePath}' has a view of storage '0': shape [1099511627776, 1099511627776], stride [0, 0], offset 0, " +
            "which repeats values to more elements than the file has bytes.", Fault());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Load_StorageFaults_NameTheStorage()
    {
        Write(new PickleBytes().Vector("FloatStorage", "0", 2).Op("."), 9);
        Assert.Equal($"'{FilePath}' is damaged: storage '0' has 9 bytes, but 2 elements of Float32 take 8.", Fault());
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(new PickleBytes().Vector("FloatStorage", "0", 2).Op(".")));
        Assert.Equal($"'{FilePath}' is incomplete: it has no entry 'a/data/0'.", Fault());
        Write(new PickleBytes().Vector("ByteStorage", "0", 1L << 60).Op("."), 8);
        Assert.StartsWith($"'{FilePath}' has storage '0' of 1152921504606846976 elements, more than its ", Fault());
        Write(new PickleBytes().Op("(").Vector("ByteStorage", "0", 8).Vector("CharStorage", "0", 8).Op("t."), 8);
        Assert.Equal($"'{FilePath}' describes storage '0' in two ways: 8 elements of Byte, and 8 of Int8.", Fault());
        Write(new PickleBytes().Storage("ByteStorage", "0", 8).Op("."), 8);
        Assert.Equal($"'{FilePath}' holds storage '0' outside of a tensor.", Fault());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Load_ZipFaults_AreNamed()
    {
        byte[] pickle = [(byte)'N', (byte)'.'];
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(CompressionLevel.NoCompression, ("a/x", pickle)));
        Assert.Equal($"'{FilePath}' is a zip file with no data.pkl; torch.save did not write it.", Fault());
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(CompressionLevel.NoCompression, ("a/data.pkl", pickle), ("b/data.pkl", pickle)));
        Assert.Equal($"'{FilePath}' is a zip file with more than one data.pkl; torch.save did not write it.", Fault());
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(CompressionLevel.Optimal, ("a/data.pkl", new byte[1000])));
        Assert.Equal($"'{FilePath}' has a compressed entry 'a/data.pkl', which torch.save does not make; save it anew.", Fault());
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(new PickleBytes().Op("N."), ("a/byteorder", "big"u8.ToArray())));
        Assert.Equal($"'{FilePath}' has the byte order 'big'; only 'little' is read.", Fault());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Load_Zip64Directory_IsFollowed()
    {
        byte[] zip = TestCheckpoint.Zip(new PickleBytes().Op("K\u0007."));
        int end = zip.Length - 22;                                              // the end record, without a comment
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(end + 16));
        var end64 = new byte[56 + 20];
        BinaryPrimitives.WriteUInt32LittleEndian(end64, 0x06064b50);
        BinaryPrimitives.WriteInt64LittleEndian(end64.AsSpan(40), end - offset);
        BinaryPrimitives.WriteInt64LittleEndian(end64.AsSpan(48), offset);
        BinaryPrimitives.WriteUInt32LittleEndian(end64.AsSpan(56), 0x07064b50);
        BinaryPrimitives.WriteInt64LittleEndian(end64.AsSpan(56 + 8), end);
        zip.AsSpan(end + 8, 12).Fill(0xff);
        File.WriteAllBytes(FilePath, [.. zip[..end], .. end64, .. zip[end..]]);
        Assert.Equal(7L, PthFile.Load(FilePath));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Load_LegacyFaults_AreNamed()
    {
        PickleBytes pickle = new PickleBytes().Raw(0x80, 2).Vector("ShortStorage", "0", 2).Op(".");
        (string[] Keys, (long, byte[])[] Storages, string Text)[] cases =
        [
            (["0"], [(3, [1, 2, 3, 4, 5, 6])], "is damaged: storage '0' has 3 elements, but its tensors were made for 2."),
            (["0"], [(2, [1, 2, 3])], "is cut short: storage '0' lacks its last 1 bytes."),
            (["0"], [], "is cut short: it ends at byte {0}, before the length of storage '0'."),
            (["1"], [(2, [1, 2, 3, 4])], "is damaged: its list of storages names one that no tensor uses, or one twice."),
            ([], [], "is damaged: it lists 0 storages, but its tensors use 1."),
            (["0"], [(2, [1, 2, 3, 4, 5])], "has 1 bytes after its last storage."),
        ];
        foreach ((string[] keys, (long, byte[])[] storages, string text) in cases)
        {
            byte[] bytes = TestCheckpoint.Legacy(pickle, keys, storages);
            File.WriteAllBytes(FilePath, bytes);
            Assert.Equal($"'{FilePath}' {string.Format(null, text, bytes.Length)}", Fault());
        }
    }

    private void Write(PickleBytes pickle, int storageBytes) =>
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(pickle, ("a/data/0", new byte[storageBytes])));

    private string Fault() => Assert.Throws<InvalidDataException>(() => PthFile.Load(FilePath)).Message;
}
