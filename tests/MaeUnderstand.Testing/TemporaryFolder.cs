namespace MaeUnderstand.Testing;

/// <summary>A fresh folder that is removed with everything in it at the end of a test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>The folder's full path.</summary>
    public string FullName { get; } = Directory.CreateTempSubdirectory("mae-test-").FullName;

    /// <summary>The full path of a name inside the folder; nothing is made.</summary>
    public string this[string name] => Path.Combine(FullName, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
