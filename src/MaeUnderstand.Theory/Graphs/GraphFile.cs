namespace MaeUnderstand.Theory.Graphs;

/// <summary>Graph files of either format, told apart by their names.</summary>
public static class GraphFile
{
    /// <summary>Reads a graph: Graphviz DOT where the name ends in <c>.dot</c> or <c>.gv</c>, JSON where it ends in <c>.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no graph; one line that names the file and the nodes.</exception>
    public static GraphDocument Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!IsGraphName(path))
            throw new InvalidDataException($"'{path}' must end in .json, .dot or .gv, so that its format is known.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no graph '{path}'.");
        string text = File.ReadAllText(path);
        return IsDot(path) ? GraphDot.Parse(text, $"'{path}'") : GraphJson.Parse(text, $"'{path}'");
    }

    /// <summary>Whether a file's name ends as those of graphs do.</summary>
    public static bool IsGraphName(string path) => HasEnding(path, ".json") || IsDot(path);

    private static bool IsDot(string path) => HasEnding(path, ".dot") || HasEnding(path, ".gv");

    private static bool HasEnding(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
