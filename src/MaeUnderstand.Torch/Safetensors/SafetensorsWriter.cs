using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using MaeUnderstand.Torch.Files;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Safetensors;

/// <summary>Writes safetensors files that Hugging Face's libraries read.</summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes a file and returns once it is on the disk. A file of that name is replaced. Faulty arguments are found before
    /// anything is written; a failing disk leaves a file that is too short, which <see cref="SafetensorsFile.Open"/> refuses.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Names and tensors, written in this order; borrowed. Of any device, layout and gradient setting: what is not
    /// on the CPU and contiguous is copied, one tensor at a time.</param>
    /// <param name="metadata">Free text entries, or <see langword="null"/> for none.</param>
    /// <param name="checksum">Told of every byte of the file, if given; borrowed.</param>
    /// <exception cref="ArgumentException">A name comes twice or is reserved, or a tensor has a type that the format lacks.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null,
        IncrementalHash? checksum = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        KeyValuePair<string, Tensor>[] items = [.. tensors];
        Check(items);
        byte[] header = Header(items, metadata);

        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        Put(length);
        Put(header);
        foreach ((_, Tensor tensor) in items)
            TensorBytes.Write(Put, tensor);
        stream.Flush(flushToDisk: true);

        void Put(ReadOnlySpan<byte> bytes)
        {
            stream.Write(bytes);
            checksum?.AppendData(bytes);
        }
    }

    private static void Check(KeyValuePair<string, Tensor>[] items)
    {
        var names = new HashSet<string>();
        foreach ((string name, Tensor tensor) in items)
        {
            if (name == SafetensorsHeader.MetadataKey)
                throw new ArgumentException($"No tensor can be called {DataFault.Quote(name)}: the format reserves it.", nameof(items));
            if (!names.Add(name))
                throw new ArgumentException($"The tensor {DataFault.Quote(name)} is given twice.", nameof(items));
            if (SafetensorsTypes.NameOf(tensor.dtype) is null)
            {
                throw new ArgumentException($"The tensor {DataFault.Quote(name)} is of the type {tensor.dtype}, " +
                    $"but safetensors files hold {SafetensorsTypes.Names}.", nameof(items));
            }
        }
    }

    /// <summary>The JSON header, padded with spaces so that the data starts at a multiple of <see cref="Alignment"/>.</summary>
    private static byte[] Header(KeyValuePair<string, Tensor>[] items, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is not null)
                WriteMetadata(json, metadata);
            long begin = 0;
            foreach ((string name, Tensor tensor) in items)
            {
                long end = begin + tensor.NumberOfElements * SafetensorsTypes.SizeOf(tensor.dtype);
                WriteEntry(json, name, tensor, begin, end);
                begin = end;
            }
            json.WriteEndObject();
        }
        int padding = (Alignment - buffer.WrittenCount % Alignment) % Alignment;
        buffer.GetSpan(Alignment)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach ((string key, string text) in metadata)
            json.WriteString(key, text);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, Tensor tensor, long begin, long end)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", SafetensorsTypes.NameOf(tensor.dtype));
        json.WriteStartArray("shape");
        foreach (long side in tensor.shape)
            json.WriteNumberValue(side);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
