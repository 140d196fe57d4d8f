using System.Text;
using System.Text.Json;
using MaeUnderstand.Torch.Files;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Safetensors;

/// <summary>
/// The JSON header of a safetensors file, checked against the file's length: the tensors must cover the data exactly, without gap or
/// overlap, as the format demands (https://github.com/huggingface/safetensors, "Format").
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The key of the free text entries.</summary>
    public const string MetadataKey = "__metadata__";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string path;
    private readonly long dataStart;
    private readonly long dataLength;
    private readonly Dictionary<string, string> metadata = [];
    private readonly List<SafetensorsEntry> entries = [];

    private SafetensorsHeader(string path, long dataStart, long dataLength) =>
        (this.path, this.dataStart, this.dataLength) = (path, dataStart, dataLength);

    /// <summary>The free text entries.</summary>
    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>The tensors, in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => entries;

    /// <summary>Reads a header.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataStart">Where the data starts in the file.</param>
    /// <param name="dataLength">The bytes from there to the end of the file.</param>
    /// <exception cref="InvalidDataException">The header is faulty or does not fit the file.</exception>
    public static SafetensorsHeader Parse(string path, byte[] json, long dataStart, long dataLength)
    {
        var header = new SafetensorsHeader(path, dataStart, dataLength);
        try
        {
            _ = StrictUtf8.GetCharCount(json);          // the JSON reader itself lets malformed bytes pass inside strings
            using JsonDocument document = JsonDocument.Parse(json);
            header.ReadRoot(document.RootElement);
        }
        catch (DecoderFallbackException fault)
        {
            throw DataFault.In(path, $"has a header that is not UTF-8 (byte {fault.Index}).");
        }
        catch (JsonException fault)
        {
            throw DataFault.In(path, $"has a header that is not JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine}).");
        }
        catch (InvalidOperationException)               // an escaped lone surrogate, which no .NET string can be made of
        {
            throw DataFault.In(path, "has a header with a text that is not Unicode.");
        }
        header.CheckCoverage();
        return header;
    }

    private void ReadRoot(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw DataFault.In(path, $"has a header that is a JSON {root.ValueKind}, not an object.");
        var names = new HashSet<string>();
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (!names.Add(property.Name))
                throw DataFault.In(path, $"names {DataFault.Quote(property.Name)} twice.");
            if (property.Name == MetadataKey)
                ReadMetadata(property.Value);
            else
                entries.Add(ReadEntry(property.Name, property.Value));
        }
    }

    private void ReadMetadata(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw DataFault.In(path, $"has a {MetadataKey} that is a JSON {value.ValueKind}, not an object of texts.");
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string key = DataFault.Quote(property.Name);
            if (property.Value.ValueKind != JsonValueKind.String)
                throw DataFault.In(path, $"has a {MetadataKey} entry {key} that is a JSON {property.Value.ValueKind}, not a text.");
            if (!metadata.TryAdd(property.Name, property.Value.GetString()!))
                throw DataFault.In(path, $"has the {MetadataKey} entry {key} twice.");
        }
    }

    private SafetensorsEntry ReadEntry(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Fault(name, $"is described by a JSON {value.ValueKind}, not by an object");
        JsonElement dtype = Only(name, value, "dtype");
        if (dtype.ValueKind != JsonValueKind.String || SafetensorsTypes.Find(dtype.GetString()!) is not { } type)
            throw Fault(name, $"has the unknown dtype {DataFault.Quote(dtype.ToString())}; known are {SafetensorsTypes.Names}");

        long[] shape = Integers(name, Only(name, value, "shape"), "shape");
        long[] offsets = Integers(name, Only(name, value, "data_offsets"), "data_offsets");
        if (shape.Any(side => side < 0) || ByteLength(shape, type) is not { } byteLength)
            throw Fault(name, $"has the impossible shape {DataFault.Show(shape)}");
        if (offsets is not [>= 0 and var begin, var end] || end < begin || end > dataLength)
            throw Fault(name, $"has the data_offsets {DataFault.Show(offsets)}, but the file holds {dataLength} bytes of data");
        if (end - begin != byteLength)
        {
            throw Fault(name, $"has {end - begin} bytes of data, " +
                $"but its shape {DataFault.Show(shape)} of {dtype.GetString()} takes {byteLength}");
        }
        return new SafetensorsEntry(name, type, shape, dataStart + begin, byteLength);
    }

    private JsonElement Only(string name, JsonElement entry, string key)
    {
        JsonProperty[] found = [.. entry.EnumerateObject().Where(property => property.NameEquals(key)).Take(2)];
        return found switch
        {
            [var only] => only.Value,
            [] => throw Fault(name, $"has no {key}"),
            _ => throw Fault(name, $"has more than one {key}"),
        };
    }

    private long[] Integers(string name, JsonElement value, string key)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw Fault(name, $"has a {key} that is a JSON {value.ValueKind}, not an array of integers");
        var numbers = new List<long>();
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number))
                throw Fault(name, $"has a {key} with {DataFault.Quote(item.ToString())}, which is not a 64-bit integer");
            numbers.Add(number);
        }
        return [.. numbers];
    }

    /// <summary>The bytes of a shape; <see langword="null"/> beyond 64 bits.</summary>
    private static long? ByteLength(long[] shape, ScalarType type)
    {
        if (DataFault.ElementCount(shape) is not { } count || count > long.MaxValue / SafetensorsTypes.SizeOf(type))
            return null;
        return shape.Contains(0) ? 0 : count * SafetensorsTypes.SizeOf(type);
    }

    private void CheckCoverage()
    {
        entries.Sort((a, b) => (a.Offset, a.Offset + a.ByteLength).CompareTo((b.Offset, b.Offset + b.ByteLength)));
        long next = dataStart;
        foreach (SafetensorsEntry entry in entries)
        {
            if (entry.Offset < next)
                throw Fault(entry.Name, $"overlaps another one by {next - entry.Offset} bytes");
            if (entry.Offset > next)
                throw Fault(entry.Name, $"comes after {entry.Offset - next} bytes that belong to no tensor");
            next = entry.Offset + entry.ByteLength;
        }
        if (next != dataStart + dataLength)
            throw DataFault.In(path, $"has {dataStart + dataLength - next} bytes after the last tensor.");
    }

    private InvalidDataException Fault(string name, string text) =>
        DataFault.In(path, $"is faulty: tensor {DataFault.Quote(name)} {text}.");
}
