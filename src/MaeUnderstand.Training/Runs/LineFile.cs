using System.Text;
using MaeUnderstand.Torch.Files;
using Microsoft.Win32.SafeHandles;

namespace MaeUnderstand.Training.Runs;

/// <summary>
/// A text file that grows by whole lines, and keeps them in memory while the disk does not take them: what could not be written is
/// written, whole and in order, with the next lines. For one thread at a time.
/// </summary>
public sealed class LineFile : IDisposable
{
    private const char LineEnd = '\n';

    private readonly SafeFileHandle file;
    private readonly StringBuilder pending = new();
    private long length;                            // of what belongs to the file; a failed write may leave more

    private LineFile(SafeFileHandle file) => this.file = file;

    /// <summary>Whether there is no line, written or pending.</summary>
    public bool IsEmpty => length == 0 && pending.Length == 0;

    /// <summary>Opens a file to append to; a last line that a crash cut short is removed.</summary>
    /// <param name="path">Made if need be.</param>
    public static LineFile Open(string path)
    {
        var lines = new LineFile(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite));
        try
        {
            lines.length = lines.EndOfLastLine();
            lines.CutSurplus();
            return lines;
        }
        catch
        {
            lines.Dispose();
            throw;
        }
    }

    /// <summary>Appends lines and hands them, and those that are still pending, to the operating system.</summary>
    /// <param name="lines">Each with its line end.</param>
    /// <exception cref="IOException">The disk is full or fails. The lines are pending.</exception>
    public void Append(string lines)
    {
        pending.Append(lines);
        byte[] bytes = Encoding.UTF8.GetBytes(pending.ToString());
        try
        {
            RandomAccess.Write(file, bytes, length);
            length += bytes.Length;
            pending.Clear();
            CutSurplus();
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            TryCutSurplus();
            throw;
        }
    }

    /// <summary>Writes what is pending and makes the file durable.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void FlushToDisk()
    {
        Append("");
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Removes the first line that is not to be kept, and all lines after it, pending ones too.</summary>
    /// <param name="isKept">Given a line without its end.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void KeepWhile(Func<string, bool> isKept)
    {
        ArgumentNullException.ThrowIfNull(isKept);
        var bytes = new byte[length];
        for (int read = 0; read < bytes.Length;)
        {
            int count = RandomAccess.Read(file, bytes.AsSpan(read), read);
            read += count > 0 ? count : throw new EndOfStreamException($"The file ended after {read} of {length} bytes.");
        }
        string written = Encoding.UTF8.GetString(bytes);
        string kept = Kept(written);
        if (kept.Length == written.Length)
        {
            string rest = Kept(pending.ToString());
            pending.Clear().Append(rest);
            return;
        }
        pending.Clear();
        length = Encoding.UTF8.GetByteCount(kept);
        TryCutSurplus();

        string Kept(string lines)
        {
            int end = 0;
            while (lines.IndexOf(LineEnd, end) is >= 0 and var next && isKept(lines[end..next]))
                end = next + 1;
            return lines[..end];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private long EndOfLastLine()
    {
        Span<byte> last = stackalloc byte[1];
        for (long end = RandomAccess.GetLength(file); end > 0; end--)
        {
            if (RandomAccess.Read(file, last, end - 1) == 1 && last[0] == LineEnd)
                return end;
        }
        return 0;
    }

    private void CutSurplus()
    {
        if (RandomAccess.GetLength(file) > length)
            RandomAccess.SetLength(file, length);
    }

    /// <summary>Removes part of a line if it can; otherwise the next write goes over it.</summary>
    private void TryCutSurplus()
    {
        try
        {
            CutSurplus();
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
        }
    }
}
