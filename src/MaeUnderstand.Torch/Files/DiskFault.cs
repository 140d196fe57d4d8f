namespace MaeUnderstand.Torch.Files;

/// <summary>Tells the faults of a disk (full, failing, read-only, gone) from those of a program.</summary>
public static class DiskFault
{
    /// <summary>Whether that is what a fault means. .NET has an exception of its own for a file that grows past the limit of its file
    /// system or its process (EFBIG).</summary>
    public static bool Is(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };
}
