using System.Runtime.InteropServices;

namespace MaeUnderstand.Torch.Files;

/// <summary>
/// Makes renames and new files of a folder durable. On Unix a file's own flush does not cover its name; .NET opens no folders, so
/// this goes to the C library. Windows keeps names in its journal and needs nothing.
/// </summary>
public static partial class DirectoryFlush
{
    private const int ReadOnly = 0;
    private const int InvalidArgument = 22;                            // EINVAL, the same on Linux and macOS

    /// <summary>Flushes a folder's entries. File systems that cannot (some network ones) are left to their own promises.</summary>
    /// <exception cref="IOException">The folder cannot be opened, or the disk fails.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        int descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
            throw Fault(folder);
        try
        {
            if (FSync(descriptor) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument && Marshal.GetLastPInvokeError() != NotSupported)
                throw Fault(folder);
        }
        finally
        {
            _ = Close(descriptor);                                     // read-only: nothing can be lost by its failing
        }
    }

    private static int NotSupported => OperatingSystem.IsMacOS() ? 45 : 95;

    private static IOException Fault(string folder) =>
        new($"Cannot flush the folder '{folder}' to disk: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
