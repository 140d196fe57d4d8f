using System.Buffers.Binary;
using System.Text;
using MaeUnderstand.Fuzz.Mutation;
using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Fuzz.Readers;

/// <summary>The safetensors reader: every tensor of a file is read.</summary>
internal sealed class SafetensorsTarget : FuzzTarget
{
    private const int LengthBytes = 8;

    private static readonly TextMutator Json = new(
    [
        "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "\"F64\"", "\"F32\"", "\"F16\"", "\"BF16\"", "\"I64\"", "\"I32\"",
        "\"I16\"", "\"I8\"", "\"U8\"", "\"BOOL\"", "\"C64\"", "\"\\ud800\"", "{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}",
    ]);

    public override string Name => "safetensors";

    /// <summary>
    /// The header as bytes, as a JSON document (12 bytes a token of one byte), as texts (2 bytes a letter) and as entries of some 300
    /// bytes for at least 50 bytes of JSON each; a tensor at a time in native memory. Beside that the runtime's own first-use costs.
    /// </summary>
    public override Bound Bound { get; } = new(TimeSpan.FromSeconds(2), 16 << 20, 100);

    public override IReadOnlyList<byte[]> Words { get; } = [.. Json.Words.Select(Encoding.UTF8.GetBytes)];

    public override IEnumerable<byte[]> Seeds()
    {
        yield return File("{}", 0);
        yield return File("""{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}""", 24);
        yield return File("""
            {"__metadata__":{"format":"pt","k":"v"},"b.weight":{"dtype":"F16","shape":[2],"data_offsets":[4,8]},"a":{"dtype":"BOOL",
            "shape":[],"data_offsets":[3,4]},"none":{"dtype":"I64","shape":[0,5],"data_offsets":[0,0]},"c":{"dtype":"U8","shape":[3,1],
            "data_offsets":[0,3]}}
            """, 8);
        yield return File("""
            {"d":{"dtype":"F64","shape":[1,1,1],"data_offsets":[0,8]},"e":{"dtype":"BF16","shape":[1],"data_offsets":[8,10]},"f":{"dtype":
            "I16","shape":[1],"data_offsets":[10,12]},"g":{"dtype":"I8","shape":[4],"data_offsets":[12,16]},"ä":{"dtype":"I32","shape":[1],
            "data_offsets":[16,20]}}
            """, 20);
    }

    public override byte[]? MutateForm(byte[] input, ByteMutator mutator)
    {
        if (input.Length < LengthBytes || BinaryPrimitives.ReadUInt64LittleEndian(input) is var length && length > (ulong)(input.Length - LengthBytes))
            return null;
        string json = Encoding.UTF8.GetString(input, LengthBytes, (int)length);
        int dataLength = input.Length - LengthBytes - (int)length;
        if (mutator.Random.Next(8) == 0)
            dataLength = Math.Max(0, dataLength + mutator.Random.Next(-9, 10));
        return File(Json.Mutate(json, mutator.Random), dataLength);
    }

    public override void Read(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        foreach (SafetensorsEntry entry in file.Entries)
        {
            using Tensor tensor = file.Read(entry.Name);
            if (!tensor.shape.AsSpan().SequenceEqual(entry.Shape) || tensor.NumberOfElements * tensor.ElementSize != entry.ByteLength)
                throw new FindingException($"has a tensor of {entry.ByteLength} bytes that is read as {tensor.NumberOfElements} elements.");
        }
    }

    public override string? ProblemWith(Exception refusal, string path) => ProblemWithInvalidData(refusal, path);

    /// <summary>A file of a header and so many bytes of data.</summary>
    public static byte[] File(string json, int dataLength)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        var length = new byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. Enumerable.Repeat((byte)1, dataLength)];
    }
}
