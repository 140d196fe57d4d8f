using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using MaeUnderstand.Torch.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Tests.Safetensors;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    private string FilePath => folder["weights.safetensors"];

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    public static TheoryData<ScalarType> Types() =>
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64,
        ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    [Theory, MemberData(nameof(Types)), Trait("Kind", "Unit")]
    public void Write_AnyType_ReadsBackTheSame(ScalarType type)
    {
        Tensor written = tensor([0.0, 1.0, 100.0, 0.0, 2.0, 3.0]).to(type).reshape(2, 3);
        SafetensorsWriter.Write(FilePath, [new("x", written)]);

        using SafetensorsFile file = SafetensorsFile.Open(FilePath);
        Tensor read = file.Read("x");
        Assert.Equal(type, read.dtype);
        Assert.Equal([2, 3], read.shape);
        Assert.Equal(written.bytes.ToArray(), read.bytes.ToArray());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Write_TransposedWithGradient_WritesRowMajorValues()
    {
        Tensor written = arange(6, dtype: float32).reshape(2, 3).requires_grad_().t();
        SafetensorsWriter.Write(FilePath, [new("x", written)]);

        using SafetensorsFile file = SafetensorsFile.Open(FilePath);
        Assert.Equal([3, 2], file["x"].Shape);
        Assert.Equal([0f, 3, 1, 4, 2, 5], file.ReadArray<float>("x"));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Write_EmptyAndScalar_KeepsTheirShapes()
    {
        SafetensorsWriter.Write(FilePath, [new("none", zeros(0, 3)), new("one", tensor(7L)), new("void", zeros(2, 0))]);

        using SafetensorsFile file = SafetensorsFile.Open(FilePath);
        Assert.Equal([0, 3], file.Read("none").shape);
        Assert.Empty(file.ReadArray<float>("void"));
        Assert.Empty(file["one"].Shape);
        Assert.Equal(1, file["one"].ElementCount);
        Assert.Equal(7, file.Read("one").item<long>());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Write_NoTensor_ReadsBackEmpty()
    {
        SafetensorsWriter.Write(FilePath, []);
        using SafetensorsFile file = SafetensorsFile.Open(FilePath);
        Assert.Empty(file.Entries);
        Assert.Empty(file.Metadata);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Write_NamesAndMetadata_LaysTheFileOutAsHuggingFaceDoes()
    {
        var metadata = new Dictionary<string, string> { ["format"] = "pt", ["Größe"] = "\"1\"\n" };
        SafetensorsWriter.Write(FilePath, [new("b", ones(3, dtype: uint8)), new("ä", ones(1, dtype: int16))], metadata);

        byte[] bytes = File.ReadAllBytes(FilePath);
        int headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, headerLength % 8);
        Assert.Equal(8 + headerLength + 5, bytes.Length);
        string header = Encoding.UTF8.GetString(bytes, 8, headerLength);
        using JsonDocument json = JsonDocument.Parse(header);
        Assert.Equal(["__metadata__", "b", "ä"], json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.StartsWith("{\"__metadata__\":{\"format\":\"pt\",", header);
        Assert.Contains("\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}", header);

        using SafetensorsFile file = SafetensorsFile.Open(FilePath);
        Assert.Equal(metadata, file.Metadata);
        Assert.Equal(["b", "ä"], file.Entries.Select(entry => entry.Name));
        Assert.Equal([(short)1], file.ReadArray<short>("ä"));
        Assert.True(file.Contains("b"));
        Assert.False(file.Contains("c"));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Write_FaultyArguments_SaysSoAndLeavesTheFileAlone()
    {
        File.WriteAllText(FilePath, "before");
        Tensor x = ones(1);
        Assert.StartsWith("The tensor 'x' is given twice.",
            Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(FilePath, [new("x", x), new("x", x)])).Message);
        Assert.StartsWith("No tensor can be called '__metadata__': the format reserves it.",
            Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(FilePath, [new("__metadata__", x)])).Message);
        Assert.StartsWith("The tensor 'z' is of the type ComplexFloat32, " +
            "but safetensors files hold F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL.",
            Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(FilePath, [new("z", zeros(1, dtype: complex64))])).Message);
        Assert.Equal("before", File.ReadAllText(FilePath));
    }

    [Fact, Trait("Kind", "Unit")]
    public void ReadInto_SameShape_FillsTheDestinationItself()
    {
        SafetensorsWriter.Write(FilePath, [new("x", arange(6, dtype: float32).reshape(2, 3))]);
        using SafetensorsFile file = SafetensorsFile.Open(FilePath);
        Tensor flat = zeros(10);
        file.ReadInto("x", flat.narrow(0, 2, 6).view(2, 3));
        Assert.Equal([0f, 0, 0, 1, 2, 3, 4, 5, 0, 0], flat.data<float>().ToArray());
    }

    [Fact, Trait("Kind", "Unit")]
    public void ReadInto_Parameter_KeepsItsGradientSetting()
    {
        SafetensorsWriter.Write(FilePath, [new("x", ones(2, 3))]);
        using SafetensorsFile file = SafetensorsFile.Open(FilePath);
        using var parameter = new TorchSharp.Modules.Parameter(zeros(2, 3));
        file.ReadInto("x", parameter);
        Assert.True(parameter.requires_grad);
        Assert.Equal(6, parameter.sum().item<float>());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_WrongRequest_NamesBothSides()
    {
        SafetensorsWriter.Write(FilePath, [new("x", zeros(2, 3))]);
        using SafetensorsFile file = SafetensorsFile.Open(FilePath);
        Assert.Equal($"'{FilePath}' has no tensor 'y' among its 1.", Fault(() => file.Read("y")));
        Assert.Equal($"'{FilePath}' has no tensor 'y' among its 1.", Fault(() => _ = file["y"]));
        Assert.Equal($"'{FilePath}' has 'x' as Float32 [2, 3], but Float32 [3, 2] is needed.",
            Fault(() => file.ReadInto("x", zeros(3, 2))));
        Assert.Equal($"'{FilePath}' has 'x' as Float32 [2, 3], but Float64 [2, 3] is needed.",
            Fault(() => file.ReadInto("x", zeros(2, 3, dtype: float64))));
        Assert.Equal($"'{FilePath}' has 'x' as Float32, an array of Single, but one of Double is asked for.",
            Fault(() => file.ReadArray<double>("x")));
        Assert.Throws<ArgumentException>(() => file.ReadInto("x", zeros(3, 2).t()));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_FileCutAfterOpening_SaysWhere()
    {
        SafetensorsWriter.Write(FilePath, [new("x", zeros(4))]);
        using SafetensorsFile file = SafetensorsFile.Open(FilePath);
        long length = new FileInfo(FilePath).Length;
        using (FileStream stream = new(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            stream.SetLength(length - 3);
        Assert.StartsWith($"'{FilePath}' ends at byte {length - 3}, 3 bytes early;", Fault(() => file.Read("x")));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_NoSuchFile_IsAnIoFault() =>
        Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(folder["absent"]));

    [Fact, Trait("Kind", "Unit")]
    public void Pieces_SmallerThanTheTensor_JoinUp()
    {
        Tensor values = arange(7, dtype: int32);
        using (FileStream stream = File.Create(FilePath))
            Files.TensorBytes.Write(stream.Write, values, pieceBytes: 12);
        Tensor read = zeros(7, dtype: int32);
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = Files.TensorBytes.Open(FilePath);
        Files.TensorBytes.Read(handle, FilePath, 0, read, pieceBytes: 9);
        Assert.Equal(values.data<int>().ToArray(), read.data<int>().ToArray());
    }

    [Fact, Trait("Kind", "Unit")]
    public void WriteAndRead_Repeated_LeaveOnlyTheResultBehind()
    {
        Tensor transposed = arange(6, dtype: float32).reshape(2, 3).requires_grad_().t();
        Leaks.None(() =>
        {
            SafetensorsWriter.Write(FilePath, [new("x", transposed)]);
            using SafetensorsFile file = SafetensorsFile.Open(FilePath);
            using Tensor read = file.Read("x");
            file.ReadInto("x", read);
            using (NewDisposeScope())
                file.Read("x");
        });
    }

    private static string Fault(Action action) => Assert.Throws<InvalidDataException>(action).Message;
}
