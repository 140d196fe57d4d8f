using MaeUnderstand.Torch.Files;
using Microsoft.Win32.SafeHandles;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>
/// The file behind a loaded checkpoint. It is not kept open: each reading opens it again and makes sure that it is still the file
/// whose layout was checked, so a checkpoint needs no disposal and only the tensors that are wanted cost time and memory.
/// </summary>
internal sealed class PthSource
{
    private readonly DateTime lastWrite;

    public PthSource(string path, SafeFileHandle file)
    {
        Path = path;
        Length = RandomAccess.GetLength(file);
        lastWrite = File.GetLastWriteTimeUtc(file);
    }

    /// <summary>The path that the file was opened by.</summary>
    public string Path { get; }

    /// <summary>The file's bytes. No allocation on its behalf goes beyond a small multiple of it.</summary>
    public long Length { get; }

    /// <summary>Opens the file again.</summary>
    /// <exception cref="InvalidDataException">It has changed since it was loaded.</exception>
    public SafeFileHandle Reopen()
    {
        SafeFileHandle file = TensorBytes.Open(Path);
        if (RandomAccess.GetLength(file) == Length && File.GetLastWriteTimeUtc(file) == lastWrite)
            return file;
        file.Dispose();
        throw Fault("has changed since it was loaded; load it again.");
    }

    /// <inheritdoc cref="DataFault.In"/>
    public InvalidDataException Fault(string text) => DataFault.In(Path, text);
}
