using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>The features of a split on disk, mapped into memory: any row costs a copy, and the process holds none of them.</summary>
public sealed class FeatureStore : IDisposable
{
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly int rowBytes;
    private readonly int[] labels;

    private FeatureStore(string folder, FeatureIdentity identity, int[] labels)
    {
        (Folder, Identity, this.labels) = (folder, identity, labels);
        rowBytes = FeatureFiles.RowBytes(identity);
        string path = FeatureFiles.Features(folder);
        long length = new FileInfo(path).Length;
        if (labels.Length == 0 || length != (long)labels.Length * rowBytes)
            throw Damaged(folder, $"{length} bytes of features for {labels.Length} images of {rowBytes}");
        map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
    }

    /// <summary>The folder that holds the features.</summary>
    public string Folder { get; }

    /// <summary>What the features are of.</summary>
    public FeatureIdentity Identity { get; }

    /// <summary>N, the images that could be read.</summary>
    public int Count => labels.Length;

    /// <summary>D, numbers of a feature.</summary>
    public int Width => Identity.Width;

    /// <summary>[N] The classes.</summary>
    public IReadOnlyList<int> Labels => labels;

    /// <summary>The number format of the features.</summary>
    public ScalarType Format => FeatureFiles.IsBf16(Identity) ? bfloat16 : float32;

    /// <summary>Opens a folder of features.</summary>
    /// <returns>The features, owned by the caller; <see langword="null"/> where they are not there, or not complete.</returns>
    /// <param name="folder">The folder.</param>
    /// <param name="identity">What they must be of.</param>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public static FeatureStore? TryOpen(string folder, FeatureIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        string path = FeatureFiles.Identity(folder);
        if (!File.Exists(FeatureFiles.Complete(folder)) || !File.Exists(path) || File.ReadAllText(path) != identity.ToText())
            return null;
        byte[] index = File.ReadAllBytes(FeatureFiles.Index(folder));
        var labels = new int[index.Length / FeatureFiles.EntryBytes];
        for (int row = 0; row < labels.Length; row++)
        {
            labels[row] = BinaryPrimitives.ReadInt32LittleEndian(index.AsSpan(row * FeatureFiles.EntryBytes + 4));
            if (labels[row] < 0 || labels[row] >= identity.ClassNames.Count)
                throw Damaged(folder, $"a label {labels[row]} among {identity.ClassNames.Count} classes");
        }
        return new FeatureStore(folder, identity, labels);
    }

    /// <summary>Copies rows.</summary>
    /// <param name="rows">[B], each between 0 and N − 1.</param>
    /// <param name="destination">[B, D] of <see cref="Format"/>, contiguous, on the CPU; overwritten. Borrowed.</param>
    public void Read(ReadOnlySpan<int> rows, Tensor destination)
    {
        Span<byte> bytes = Require(destination, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)rows[i], (uint)Count);
            Mapped((long)rows[i] * rowBytes, rowBytes).CopyTo(bytes[(i * rowBytes)..]);
        }
    }

    /// <summary>Copies consecutive rows.</summary>
    /// <returns>[<paramref name="count"/>, D] of <see cref="Format"/> on the CPU; owned by the caller.</returns>
    public Tensor Read(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, Count);
        Tensor rows = empty(count, Width, Format);
        Mapped((long)first * rowBytes, checked(count * rowBytes)).CopyTo(Require(rows, count));
        return rows;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        view.Dispose();
        map.Dispose();
    }

    /// <summary>A part of the mapped file; only while this object is not disposed.</summary>
    private unsafe ReadOnlySpan<byte> Mapped(long offset, int length) =>
        new((byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle() + offset, length);

    private Span<byte> Require(Tensor destination, int count)
    {
        if (destination.dtype != Format || destination.dim() != 2 || destination.shape[0] != count || destination.shape[1] != Width)
        {
            throw new ArgumentException($"The destination must be {Format} [{count}, {Width}], " +
                $"but is {destination.dtype} [{string.Join(", ", destination.shape)}].", nameof(destination));
        }
        return destination.bytes;
    }

    private static InvalidDataException Damaged(string folder, string what) =>
        new($"'{folder}' is damaged: it has {what}. Delete the folder; the features are computed anew.");
}
