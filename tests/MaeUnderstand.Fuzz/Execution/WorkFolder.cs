namespace MaeUnderstand.Fuzz.Execution;

/// <summary>A fresh folder that is removed with all in it. In memory where the system has that: every input is written to a file, which on
/// a disk takes five times as long as reading it.</summary>
internal sealed class WorkFolder : IDisposable
{
    private const string InMemory = "/dev/shm";

    public WorkFolder()
    {
        string parent = Directory.Exists(InMemory) ? InMemory : Path.GetTempPath();
        FullName = Directory.CreateDirectory(Path.Combine(parent, $"mae-fuzz-{Path.GetRandomFileName()}")).FullName;
    }

    /// <summary>Its full path.</summary>
    public string FullName { get; }

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
