using System.IO.MemoryMappedFiles;

namespace MaeUnderstand.Fuzz.Execution;

/// <summary>
/// What a worker is doing, in a file that both it and its supervisor map: it outlives a worker that crashes or is killed, with the
/// input that did it.
/// </summary>
internal sealed class Mailbox : IDisposable
{
    private const int LongestInput = 64 * 1024;
    private const int Started = 0, Executions = 8, Kept = 16, Branches = 24, Length = 32, Input = 40;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    public Mailbox(string path)
    {
        file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Input + LongestInput);
        view = file.CreateViewAccessor();
    }

    /// <summary>When the execution in progress began, in <see cref="Environment.TickCount64"/>; 0 where there is none.</summary>
    public long StartedAt => view.ReadInt64(Started);

    /// <summary>Executions begun.</summary>
    public long ExecutionCount => view.ReadInt64(Executions);

    /// <summary>Inputs kept because they led somewhere new.</summary>
    public long KeptCount => view.ReadInt64(Kept);

    /// <summary>Branches and outcomes seen.</summary>
    public long BranchCount => view.ReadInt64(Branches);

    /// <summary>The input of the execution in progress, or of the last one.</summary>
    public byte[] LastInput()
    {
        var bytes = new byte[view.ReadInt32(Length)];
        view.ReadArray(Input, bytes, 0, bytes.Length);
        return bytes;
    }

    /// <summary>An execution begins.</summary>
    public void Begin(byte[] input)
    {
        view.WriteArray(Input, input, 0, input.Length);
        view.Write(Length, input.Length);
        view.Write(Executions, ExecutionCount + 1);
        view.Write(Started, Environment.TickCount64);
    }

    /// <summary>It has ended.</summary>
    public void End(long kept, long branches)
    {
        view.Write(Started, 0L);
        view.Write(Kept, kept);
        view.Write(Branches, branches);
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
