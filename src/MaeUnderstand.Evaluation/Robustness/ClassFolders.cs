using MaeUnderstand.Evaluation.Sources;

namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>Finds the folder that holds a data set's class folders, and says what is wrong with one that does not.</summary>
internal static class ClassFolders
{
    /// <summary>The folder of the class folders.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="path">The folder that was named, or a file of packed images.</param>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It lies above or below the class folders, or has nothing to do with them.</exception>
    public static string Find(RobustnessSet set, string path)
    {
        if (File.Exists(path))
            return path;
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException($"--{set.Name}: there is no folder '{path}'.");
        HashSet<string> names = [.. set.Classes.Select(one => one.Folder)];
        if (Holding(set, names, path) is { } found)
            return found;
        foreach (string inner in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
        {
            if (Holding(set, names, inner) is { } below)
                throw new InvalidDataException($"--{set.Name}: '{path}' is too high: the class folders of {set.Title} are in '{below}'.");
        }
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (names.Contains(Path.GetFileName(full)))
        {
            throw new InvalidDataException($"--{set.Name}: '{path}' is the folder of one class of {set.Title}: " +
                $"name the folder that holds all of them, '{Path.GetDirectoryName(full)}'.");
        }
        throw Unknown(set, path, NamesIn(path));
    }

    /// <summary>The fault of a folder without a known class.</summary>
    public static InvalidDataException Unknown(RobustnessSet set, string path, IReadOnlyList<string> names) => new(
        $"--{set.Name}: '{path}' holds no class of {set.Title}, whose folders have names such as '{set.Classes[0].Folder}'; " +
        (names.Count == 0 ? "it holds no folders." : $"it holds {NameList.First(names)}."));

    private static string? Holding(RobustnessSet set, HashSet<string> names, string path)
    {
        if (NamesIn(path).Any(names.Contains))
            return path;
        string? inner = set.InnerFolder is { } folder ? Path.Combine(path, folder) : null;
        return Directory.Exists(inner) && NamesIn(inner).Any(names.Contains) ? inner : null;
    }

    private static string[] NamesIn(string path) =>
        [.. Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];
}
