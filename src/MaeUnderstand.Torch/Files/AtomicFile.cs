namespace MaeUnderstand.Torch.Files;

/// <summary>Writes files so that a reader, or a machine that stops, sees the old file or the new one and never a part.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file beside its place, flushes it to disk, and renames it.</summary>
    /// <param name="path">The file; replaced if it is there. Its folder must exist.</param>
    /// <param name="write">Writes the content to the path that it is given.</param>
    /// <exception cref="IOException">It cannot be written; what was there is untouched.</exception>
    public static void Write(string path, Action<string> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"'{path}' cannot be written: there is no folder '{folder}'.");
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            write(temporary);
            using (var written = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite))
                written.Flush(flushToDisk: true);
            File.Move(temporary, path, overwrite: true);
            DirectoryFlush.Flush(folder);
        }
        finally
        {
            File.Delete(temporary);                                    // nothing once it has been renamed
        }
    }

    /// <summary>Writes a text file, UTF-8 without a mark.</summary>
    /// <exception cref="IOException">It cannot be written; what was there is untouched.</exception>
    public static void WriteText(string path, string text) => Write(path, temporary => File.WriteAllText(temporary, text));
}
