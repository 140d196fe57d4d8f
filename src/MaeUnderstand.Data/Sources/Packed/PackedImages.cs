using System.IO.Hashing;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace MaeUnderstand.Data;

/// <summary>
/// The images of a file that <see cref="ImagePacker"/> wrote, in the order and with the labels of the folder they came from. The file
/// is mapped into memory. On Unix, touching a mapped page that cannot be read ends the process: a file that is cut short meanwhile is
/// noticed, as its length is looked at before each image, but a disk that fails under it is not. Replacing or deleting the file (as
/// opposed to rewriting it in place) does no harm.
/// </summary>
public sealed class PackedImages : IImageSource, IDisposable
{
    private readonly string path;
    private readonly SafeFileHandle file;
    private readonly JpegDecoder decoder;
    private readonly long length;
    private readonly PackIndex index;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;

    private PackedImages(string path, SafeFileHandle file, JpegDecoder decoder)
    {
        (this.path, this.file, this.decoder) = (path, file, decoder);
        index = PackIndex.Read(file, path);
        length = RandomAccess.GetLength(file);
        map = MemoryMappedFile.CreateFromFile(
            file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
    }

    /// <inheritdoc/>
    public int Count => index.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => index.ClassNames;

    /// <summary>Opens a file of packed images and reads its index.</summary>
    /// <param name="path">The file.</param>
    /// <param name="decoder">What decodes its JPEG images.</param>
    /// <returns>The source; owned by the caller. Readers that are open keep the mapping alive.</returns>
    /// <exception cref="InvalidDataException">It is no such file, damaged, cut short, or of another version.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static PackedImages Open(string path, JpegDecoder decoder = JpegDecoder.Auto)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            return new PackedImages(path, file, decoder);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int LabelOf(int index) => this.index[index].Label;

    /// <inheritdoc/>
    public string NameOf(int index) => $"{path}:{this.index.PathOf(index)}";

    /// <inheritdoc/>
    public IImageReader Open(int index, int epoch)
    {
        ref readonly PackEntry entry = ref this.index[index];
        var bytes = new MappedBytes(view.SafeMemoryMappedViewHandle, entry.Offset, entry.Length);
        try
        {
            if (RandomAccess.GetLength(file) < length)
                throw new InvalidDataException($"'{path}' was cut short while in use.");
            if (XxHash3.HashToUInt64(bytes.Span) != entry.Checksum)
                throw new InvalidDataException($"'{NameOf(index)}' is damaged: its bytes do not match their checksum.");
            if (entry.IsRaw)
                return new RawImage(bytes, entry.Height, entry.Width);
            // Copied, which costs microseconds where decoding costs a millisecond: a decoder may then do as it likes with the bytes.
            ImageFile image = ImageFile.FromBytes(bytes.Span, NameOf(index), decoder);
            bytes.Dispose();
            return image;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        view.Dispose();
        map.Dispose();
        file.Dispose();
    }
}
