using System.Text.Json;
using Xunit;

namespace MaeUnderstand.Testing;

/// <summary>
/// Reference values of the field's own implementations. They are read from <c>MAE_GOLDEN</c> where that is set, else from
/// <c>tests/golden</c>; both hold a folder a kind (<c>mae</c>, <c>vision_ops</c>, …). A kind that <c>MAE_GOLDEN</c> lacks skips its
/// tests. Tests take every size from the fixture, so that they run on any directory of the same layout.
/// </summary>
public static class Golden
{
    /// <summary>The folder of a kind; skips the running test where the chosen directory lacks it.</summary>
    public static string Folder(string kind)
    {
        string? chosen = Environment.GetEnvironmentVariable("MAE_GOLDEN");
        string root = string.IsNullOrEmpty(chosen) ? Path.Combine(RepositoryRoot(), "tests", "golden") : chosen;
        string folder = Path.Combine(root, kind);
        if (Directory.Exists(folder))
            return folder;
        Assert.SkipWhen(!string.IsNullOrEmpty(chosen), $"MAE_GOLDEN ('{root}') has no fixtures of the kind '{kind}'.");
        throw new DirectoryNotFoundException($"There are no golden fixtures in '{folder}'.");
    }

    /// <summary>The full path of a fixture file.</summary>
    public static string File(string kind, string name) => Path.Combine(Folder(kind), name);

    /// <summary>The names of a kind's JSON fixtures, in order.</summary>
    public static IReadOnlyList<string> JsonNames(string kind) =>
        [.. Directory.EnumerateFiles(Folder(kind), "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>The root of a JSON fixture.</summary>
    public static JsonElement Json(string kind, string name)
    {
        using JsonDocument document = JsonDocument.Parse(System.IO.File.ReadAllBytes(File(kind, name)));
        return document.RootElement.Clone();
    }

    /// <summary>The folder that holds <c>MaeUnderstand.sln</c>, found upwards from the test's program.</summary>
    public static string RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "MaeUnderstand.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds MaeUnderstand.sln.");
    }
}
