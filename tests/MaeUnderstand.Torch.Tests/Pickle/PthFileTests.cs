using System.Numerics;
using MaeUnderstand.Torch.Pickle;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Tests.Pickle;

public sealed class PthFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    private string FilePath => folder["a.pth"];

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact, Trait("Kind", "Unit")]
    public void Load_PlainValues_BecomeDotNetValues()
    {
        var pickle = new PickleBytes().Raw(0x80, 2).Op("](NK\u0007M\u0001\u0002").Raw(0x88, 0x89).Int(-3).Long(long.MinValue);
        pickle.Raw(0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1).Raw(0x8a, 0);              // 2^64, and 0 in no byte
        pickle.Op("G").Raw(0x3f, 0xe8, 0, 0, 0, 0, 0, 0).Text("ä").Op("U\u0001b").Op("C\u0002").Raw(1, 0xff);
        pickle.Global("torch", "bfloat16").Op("e.");
        PthList list = Assert.IsType<PthList>(Load(pickle));
        Assert.Equal<object?>(
            [null, 7L, 513L, true, false, -3L, long.MinValue, BigInteger.Pow(2, 64), 0L, 0.75, "ä", "b", ScalarType.BFloat16],
            list.Where(item => item is not byte[]));
        Assert.Equal([1, 0xff], Assert.IsType<byte[]>(list[11 + 1]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Load_NewerProtocol_ReadsFramesMemoAndStackGlobals()
    {
        // What pickle.dumps(value, 4) makes of an OrderedDict that holds a tuple, a Namespace, and a text twice.
        var pickle = new PickleBytes().Raw(0x80, 4, 0x95, 70, 0, 0, 0, 0, 0, 0, 0);
        pickle.Raw(0x8c, 11).Op("collections").Raw(0x94, 0x8c, 11).Op("OrderedDict").Raw(0x94, 0x93, 0x94).Op(")R").Raw(0x94).Op("(");
        pickle.Raw(0x8c, 1).Op("t").Raw(0x94).Op("K\u0001K\u0002").Raw(0x86, 0x94);
        pickle.Raw(0x8c, 4).Op("args").Raw(0x94, 0x8c, 8).Op("argparse").Raw(0x94, 0x8c, 9).Op("Namespace").Raw(0x94, 0x93, 0x94);
        pickle.Op(")").Raw(0x81, 0x94).Op("}").Raw(0x94).Op("h\u0004h\u0004sbu.");
        PthDictionary root = Assert.IsType<PthDictionary>(Load(pickle));
        Assert.Equal<object>(["t", "args"], root.Keys);
        Assert.Equal<object?>([1L, 2L], Assert.IsType<PthTuple>(root["t"]));
        Assert.Equal("t", Assert.IsType<PthNamespace>(root["args"]).Attributes["t"]);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Load_OrderedDictWithAttributes_KeepsTheItems()
    {
        // nn.Module.state_dict() hangs its _metadata on the dictionary.
        var pickle = new PickleBytes().Raw(0x80, 2).Global("collections", "OrderedDict").Op(")R").Text("x").Int(1).Op("s");
        pickle.Op("}").Text("_metadata").Op("}sb.");
        PthDictionary root = Assert.IsType<PthDictionary>(Load(pickle));
        Assert.Equal([new KeyValuePair<object, object?>("x", 1L)], root);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Load_DictionaryKeyTwice_LastValueCounts()
    {
        PthDictionary root = Assert.IsType<PthDictionary>(Load(new PickleBytes().Raw(0x80, 2).Op("}(").Int(1).Int(2).Text("1").Int(3)
            .Int(1).Int(4).Op("u.")));
        Assert.Equal([new KeyValuePair<object, object?>(1L, 4L), new KeyValuePair<object, object?>("1", 3L)], root);
        Assert.False(root.ContainsKey(1.0));
    }

    [Fact, Trait("Kind", "Unit")]
    public void ToTensor_BothFormats_ReadTheirStorages()
    {
        byte[] data = [1, 2, 3, 4, 5, 6];
        PickleBytes pickle = new PickleBytes().Raw(0x80, 2).Op("}(").Text("a").Vector("ByteStorage", "7", 6)
            .Text("b").Tensor("ByteStorage", "7", 6, 1, [2, 2], [1, 2]).Op("u.");
        foreach (byte[] file in (byte[][])[TestCheckpoint.Zip(pickle, ("a/data/7", data)), TestCheckpoint.Legacy(pickle, ["7"], (6, data))])
        {
            File.WriteAllBytes(FilePath, file);
            IReadOnlyList<KeyValuePair<string, PthTensor>> state = PthFile.LoadStateDict(FilePath);
            Assert.Equal(["a", "b"], state.Select(item => item.Key));
            Assert.Equal(data, state[0].Value.ToTensor().data<byte>().ToArray());
            Tensor view = state[1].Value.ToTensor();
            Assert.True(view.is_contiguous());
            Assert.Equal([2, 4, 3, 5], view.bytes.ToArray());
            Assert.Equal(state[0].Value.StorageKey, state[1].Value.StorageKey);
        }
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("DoubleStorage", ScalarType.Float64, 8)]
    [InlineData("FloatStorage", ScalarType.Float32, 4)]
    [InlineData("HalfStorage", ScalarType.Float16, 2)]
    [InlineData("BFloat16Storage", ScalarType.BFloat16, 2)]
    [InlineData("LongStorage", ScalarType.Int64, 8)]
    [InlineData("IntStorage", ScalarType.Int32, 4)]
    [InlineData("ShortStorage", ScalarType.Int16, 2)]
    [InlineData("CharStorage", ScalarType.Int8, 1)]
    [InlineData("ByteStorage", ScalarType.Byte, 1)]
    [InlineData("BoolStorage", ScalarType.Bool, 1)]
    public void ToTensor_AnyType_KeepsItsBytes(string storage, ScalarType type, int size)
    {
        byte[] data = [.. Enumerable.Range(0, 3 * size).Select(i => (byte)(i % 2))];
        var pickle = new PickleBytes().Raw(0x80, 2).Vector(storage, "0", 3).Op(".");
        Tensor read = Assert.IsType<PthTensor>(Load(pickle, ("a/data/0", data))).ToTensor();
        Assert.Equal(type, read.dtype);
        Assert.Equal(data, read.bytes.ToArray());
    }

    [Fact, Trait("Kind", "Unit")]
    public void ToTensor_FileWrittenAnewMeanwhile_IsRefused()
    {
        var pickle = new PickleBytes().Raw(0x80, 2).Vector("ByteStorage", "0", 1).Op(".");
        PthTensor tensor = Assert.IsType<PthTensor>(Load(pickle, ("a/data/0", [1])));
        File.AppendAllText(FilePath, "x");
        Assert.Equal($"'{FilePath}' has changed since it was loaded; load it again.",
            Assert.Throws<InvalidDataException>(() => tensor.ToTensor()).Message);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("model")]
    [InlineData("state_dict")]
    [InlineData("model_state")]
    public void LoadStateDict_EntryOfTheRoot_IsFoundAndLosesTheParallelPrefix(string entry)
    {
        var pickle = new PickleBytes().Raw(0x80, 2).Op("}(").Text("epoch").Int(1).Text(entry).Op("}(")
            .Text("module.a").Vector("ByteStorage", "0", 1).Text("module.b").Vector("ByteStorage", "0", 1).Op("uu.");
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(pickle, ("a/data/0", [1])));
        Assert.Equal(["a", "b"], PthFile.LoadStateDict(FilePath).Select(item => item.Key));
    }

    [Fact, Trait("Kind", "Unit")]
    public void LoadStateDict_PrefixOnSomeNamesOnly_Stays()
    {
        var pickle = new PickleBytes().Raw(0x80, 2).Op("}(")
            .Text("module.a").Vector("ByteStorage", "0", 1).Text("b").Vector("ByteStorage", "0", 1).Op("u.");
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(pickle, ("a/data/0", [1])));
        Assert.Equal(["module.a", "b"], PthFile.LoadStateDict(FilePath).Select(item => item.Key));
    }

    [Fact, Trait("Kind", "Unit")]
    public void LoadStateDict_None_ListsWhatThereIs()
    {
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(new PickleBytes().Raw(0x80, 2).Op("}(").Text("epoch").Int(1).Int(5).Op("Nu.")));
        Assert.Equal($"'{FilePath}' holds no state dict, neither as a whole nor as model, state_dict, model_state; it holds 'epoch', '5'.",
            Assert.Throws<InvalidDataException>(() => PthFile.LoadStateDict(FilePath)).Message);
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(new PickleBytes().Raw(0x80, 2).Op("}").Text("model").Op("}").Text("x").Op("Nss.")));
        Assert.Equal($"'{FilePath}' holds no state dict: its entry 'model' has 'x', which is no named tensor.",
            Assert.Throws<InvalidDataException>(() => PthFile.LoadStateDict(FilePath)).Message);
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(new PickleBytes().Raw(0x80, 2).Op("].")));
        Assert.Equal($"'{FilePath}' holds no dictionary and so no state dict.",
            Assert.Throws<InvalidDataException>(() => PthFile.LoadStateDict(FilePath)).Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void ToTensor_ViewsOfOneStorage_LeaveNothingBehind()
    {
        var pickle = new PickleBytes().Raw(0x80, 2).Tensor("ByteStorage", "0", 6, 0, [3, 2], [1, 3]).Op(".");
        PthTensor tensor = Assert.IsType<PthTensor>(Load(pickle, ("a/data/0", [1, 2, 3, 4, 5, 6])));
        Leaks.None(() =>
        {
            using (Tensor read = tensor.ToTensor())
                Assert.Equal([1, 4, 2, 5, 3, 6], read.bytes.ToArray());
            using (NewDisposeScope())
                tensor.ToTensor();
        });
    }

    private object? Load(PickleBytes pickle, params (string Name, byte[] Bytes)[] others)
    {
        File.WriteAllBytes(FilePath, TestCheckpoint.Zip(pickle, others));
        return PthFile.Load(FilePath);
    }
}
