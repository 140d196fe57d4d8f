namespace MaeUnderstand.Reporting;

/// <summary>Writes files so that a reader sees the old file or the new one and never a part.</summary>
internal static class AtomicFile
{
    internal static void Write(string path, ReadOnlySpan<byte> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"'{path}' cannot be written: there is no folder '{folder}'.");
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);                                    // nothing once it has been renamed
        }
    }
}
