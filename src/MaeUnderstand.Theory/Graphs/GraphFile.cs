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
        bool isDot = HasEnding(path, ".dot") || HasEnding(path, ".gv");
        if (!isDot && !HasEnding(path, ".json"))
            throw new InvalidDataException($"'{path}' must end in .json, .dot or .gv, so that its format is known.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no graph '{path}'.");
        string text = File.ReadAllText(path);
        return isDot ? GraphDot.Parse(text, $"'{path}'") : GraphJson.Parse(text, $"'{path}'");
    }

    private static bool HasEnding(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
