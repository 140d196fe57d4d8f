using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MaeUnderstand.Torch.Files;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Safetensors;

/// <summary>
/// A safetensors file, open for reading: names and shapes at once, values tensor by tensor. The whole layout is checked when the file
/// is opened; nothing in it is executed. Several threads may read from it at a time.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8;
    private const ulong LongestHeader = 100_000_000;     // the limit of Hugging Face's reader

    private readonly SafeFileHandle file;
    private readonly Dictionary<string, SafetensorsEntry> byName;

    private SafetensorsFile(string path, SafeFileHandle file, SafetensorsHeader header)
    {
        (Path, this.file, Metadata, Entries) = (path, file, header.Metadata, header.Entries);
        byName = header.Entries.ToDictionary(entry => entry.Name);
    }

    /// <summary>The path that the file was opened by.</summary>
    public string Path { get; }

    /// <summary>The file's free text entries; empty if it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The file's tensors, in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>What the file says of a tensor.</summary>
    /// <exception cref="InvalidDataException">The file has no tensor of that name.</exception>
    public SafetensorsEntry this[string name] => byName.TryGetValue(name, out SafetensorsEntry? entry)
        ? entry
        : throw DataFault.In(Path, $"has no tensor {DataFault.Quote(name)} among its {Entries.Count}.");

    /// <summary>Opens a file and checks its layout.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is no sound safetensors file; the message begins with the path and says why.</exception>
    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle file = TensorBytes.Open(path);
        try
        {
            return new SafetensorsFile(path, file, ReadHeader(path, file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file has a tensor of that name.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);

    /// <summary>Reads a tensor.</summary>
    /// <returns>A contiguous tensor on the CPU, of the file's shape and type; owned by the caller.</returns>
    /// <exception cref="InvalidDataException">The file has no such tensor, or was cut short since it was opened.</exception>
    public Tensor Read(string name)
    {
        SafetensorsEntry entry = this[name];
        Tensor tensor = empty(entry.Shape, dtype: entry.ElementType, device: CPU);
        try
        {
            TensorBytes.Read(file, Path, entry.Offset, tensor);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Reads a tensor into another one's memory.</summary>
    /// <param name="name">The tensor in the file.</param>
    /// <param name="destination">Of the same shape and type, contiguous, on the CPU; borrowed. Autograd does not see the change.</param>
    /// <exception cref="InvalidDataException">The file has no such tensor, or one of another shape or type, or was cut short.</exception>
    /// <exception cref="ArgumentException">The destination is not contiguous, or not on the CPU.</exception>
    public void ReadInto(string name, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        SafetensorsEntry entry = this[name];
        if (!destination.shape.AsSpan().SequenceEqual(entry.Shape) || destination.dtype != entry.ElementType)
        {
            throw DataFault.In(Path, $"has {DataFault.Quote(name)} as {entry.ElementType} {DataFault.Show(entry.Shape)}, " +
                $"but {destination.dtype} {DataFault.Show(destination.shape)} is needed.");
        }
        if (destination.device_type != TorchSharp.DeviceType.CPU || !destination.is_contiguous())
        {
            throw new ArgumentException(
                $"{DataFault.Quote(name)} can only be read into a contiguous tensor on the CPU.", nameof(destination));
        }
        TensorBytes.Read(file, Path, entry.Offset, destination);
    }

    /// <summary>Reads a tensor's values in row-major order.</summary>
    /// <typeparam name="T">The .NET type of the tensor's elements: F32 is <see cref="float"/>, F16 <see cref="Half"/>, BF16
    /// <see cref="TorchSharp.BFloat16"/>, BOOL <see cref="bool"/>, and so on; nothing is converted.</typeparam>
    /// <exception cref="InvalidDataException">The file has no such tensor, or one of another type, or of more elements than an array
    /// can hold, or was cut short.</exception>
    public T[] ReadArray<T>(string name)
        where T : unmanaged
    {
        SafetensorsEntry entry = this[name];
        if (SafetensorsTypes.ManagedOf(entry.ElementType) is var expected && expected != typeof(T))
        {
            throw DataFault.In(Path, $"has {DataFault.Quote(name)} as {entry.ElementType}, " +
                $"an array of {expected.Name}, but one of {typeof(T).Name} is asked for.");
        }
        if (entry.ElementCount > Array.MaxLength)
            throw DataFault.In(Path, $"has {entry.ElementCount} elements in {DataFault.Quote(name)}, too many for an array.");

        var values = new T[entry.ElementCount];
        int pieceCount = (1 << 30) / Unsafe.SizeOf<T>();        // a span of bytes reaches at most 2 GB
        for (int first = 0; first < values.Length; first += pieceCount)
        {
            Span<T> piece = values.AsSpan(first, Math.Min(pieceCount, values.Length - first));
            TensorBytes.ReadExactly(file, Path, entry.Offset + (long)first * Unsafe.SizeOf<T>(), MemoryMarshal.AsBytes(piece));
        }
        return values;
    }

    /// <summary>Closes the file; tensors read from it live on.</summary>
    public void Dispose() => file.Dispose();

    private static SafetensorsHeader ReadHeader(string path, SafeFileHandle file)
    {
        long fileLength = RandomAccess.GetLength(file);
        if (fileLength < LengthBytes)
            throw DataFault.In(path, $"is {fileLength} bytes long, but a safetensors file starts with {LengthBytes} bytes of length.");
        Span<byte> length = stackalloc byte[LengthBytes];
        TensorBytes.ReadExactly(file, path, 0, length);

        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (headerLength > LongestHeader)
            throw DataFault.In(path, $"declares a header of {headerLength} bytes, above {LongestHeader}; is it a safetensors file?");
        long dataStart = LengthBytes + (long)headerLength;
        if (dataStart > fileLength)
        {
            throw DataFault.In(path,
                $"declares a header of {headerLength} bytes, but {fileLength - LengthBytes} follow; was it cut short?");
        }

        var json = new byte[headerLength];
        TensorBytes.ReadExactly(file, path, LengthBytes, json);
        return SafetensorsHeader.Parse(path, json, dataStart, fileLength - dataStart);
    }
}
