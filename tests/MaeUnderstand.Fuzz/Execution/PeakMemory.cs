using System.Buffers.Text;

namespace MaeUnderstand.Fuzz.Execution;

/// <summary>
/// By how much this process grew at most between two points: what native code takes, which the collector does not see. Linux tells it
/// (<c>proc(5)</c>: a 5 written to clear_refs resets the high-water mark VmHWM); elsewhere the answer is always 0.
/// </summary>
internal sealed class PeakMemory : IDisposable
{
    private const int StatusLength = 4096;

    private readonly FileStream? reset;
    private readonly FileStream? status;
    private readonly byte[] text = new byte[StatusLength];
    private long start;

    public PeakMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        reset = new FileStream("/proc/self/clear_refs", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        status = new FileStream("/proc/self/status", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
    }

    /// <summary>The first point.</summary>
    public void Start()
    {
        reset?.Write("5"u8);
        start = Read("VmHWM:"u8);
    }

    /// <summary>The bytes of growth up to here.</summary>
    public long Growth() => Read("VmHWM:"u8) - start;

    public void Dispose()
    {
        reset?.Dispose();
        status?.Dispose();
    }

    private long Read(ReadOnlySpan<byte> field)
    {
        if (status is null)
            return 0;
        status.Position = 0;
        ReadOnlySpan<byte> read = text.AsSpan(0, status.Read(text));
        read = read[(read.IndexOf(field) + field.Length)..].TrimStart(" \t"u8);
        return Utf8Parser.TryParse(read, out long kilobytes, out _)
            ? kilobytes * 1024
            : throw new InvalidDataException("/proc/self/status is not as proc(5) says.");
    }
}
