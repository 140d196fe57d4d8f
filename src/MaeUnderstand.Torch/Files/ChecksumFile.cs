using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MaeUnderstand.Torch.Files;

/// <summary>
/// <c>SHA256SUMS</c>: what the files beside it held when they were written, in the form that <c>sha256sum -c SHA256SUMS</c> checks.
/// Current CPUs compute SHA-256 in hardware, so a checkpoint costs no second read and less time than its way to the disk.
/// </summary>
public static class ChecksumFile
{
    /// <summary>The file's name.</summary>
    public const string Name = "SHA256SUMS";

    private const int HashLetters = 2 * SHA256.HashSizeInBytes;
    private const int PieceBytes = 1 << 20;

    /// <summary>Starts the checksum of a file that is about to be written.</summary>
    /// <returns>To be told of every byte, and given to <see cref="Write"/>; owned by the caller.</returns>
    public static IncrementalHash Begin() => IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Writes the checksums of a folder's files, flushed to disk.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Names in the folder, each with the checksum that has been told of all its bytes; borrowed.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string folder, params IEnumerable<(string Name, IncrementalHash Checksum)> files)
    {
        IEnumerable<string> lines = files.Select(file => $"{Convert.ToHexStringLower(file.Checksum.GetCurrentHash())}  {file.Name}\n");
        using var stream = new FileStream(Path.Combine(folder, Name), FileMode.Create, FileAccess.Write, FileShare.None);
        stream.Write(Encoding.UTF8.GetBytes(string.Concat(lines)));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Compares a file with its checksum. A file without one, such as another program's, passes.</summary>
    /// <exception cref="DamagedFileException">The file is not what was written, or the list beside it is none.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static void Verify(string path)
    {
        string list = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, Name);
        if (!File.Exists(list) || ExpectedOf(Path.GetFileName(path), list) is not { } expected)
            return;
        string found = Convert.ToHexStringLower(HashOf(path));
        if (found != expected)
        {
            throw new DamagedFileException($"'{path}' is damaged: its SHA-256 is {Shorten(found)}, " +
                $"but {Name} beside it says {Shorten(expected)}. Use another checkpoint.");
        }
    }

    /// <summary>The SHA-256 of a file, in lower-case hexadecimal.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string Of(string path) => Convert.ToHexStringLower(HashOf(path));

    private static string? ExpectedOf(string name, string list)
    {
        string[] lines = File.ReadAllLines(list);
        // "HASH  name", or "HASH *name" as sha256sum --binary writes it
        if (lines.Length == 0 || Array.Exists(lines, line => !IsEntry(line)))
            throw new DamagedFileException($"'{list}' is damaged: it is no list of SHA-256 checksums. Use another checkpoint.");
        return lines.FirstOrDefault(line => line.AsSpan(HashLetters + 2).SequenceEqual(name))?[..HashLetters].ToLowerInvariant();
    }

    private static bool IsEntry(string line) => line.Length > HashLetters + 2 && line.Take(HashLetters).All(char.IsAsciiHexDigit);

    private static byte[] HashOf(string path)
    {
        using IncrementalHash hash = Begin();
        using SafeFileHandle file = TensorBytes.Open(path);
        var piece = new byte[PieceBytes];
        long offset = 0;
        while (RandomAccess.Read(file, piece, offset) is > 0 and var count)
        {
            hash.AppendData(piece, 0, count);
            offset += count;
        }
        return hash.GetCurrentHash();
    }

    private static string Shorten(string hash) => $"{hash[..12]}…";
}
