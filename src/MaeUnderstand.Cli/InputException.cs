namespace MaeUnderstand.Cli;

/// <summary>Faults in what the user gave, a line each; nothing has been done yet.</summary>
internal sealed class InputException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public InputException(string problem) : this([problem])
    {
    }

    /// <summary>The faults.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;

    /// <summary>Throws if there are any.</summary>
    public static void ThrowIfAny(IEnumerable<string> problems)
    {
        string[] found = [.. problems];
        if (found.Length > 0)
            throw new InputException(found);
    }

    /// <summary>Throws if the folder that a file is to be written into is missing: better before the work than after it.</summary>
    public static void ThrowIfNoFolderFor(string file)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(file));
        if (!Directory.Exists(folder))
            throw new InputException($"'{file}' cannot be written: there is no folder '{folder}'.");
    }
}
