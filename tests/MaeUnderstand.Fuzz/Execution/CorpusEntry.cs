namespace MaeUnderstand.Fuzz.Execution;

/// <summary>An input as a text file: lines that begin with # say what it is, the others are its bytes in base 64.</summary>
/// <param name="Comment">What it is, in one or more lines.</param>
/// <param name="Bytes">The input.</param>
internal sealed record CorpusEntry(string Comment, byte[] Bytes)
{
    private const int LineLength = 120;

    /// <summary>Reads an entry.</summary>
    /// <exception cref="FormatException">A line is neither a comment nor base 64.</exception>
    public static CorpusEntry Parse(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new CorpusEntry(
            string.Join('\n', lines.Where(line => line[0] == '#').Select(line => line[1..].Trim())),
            Convert.FromBase64String(string.Concat(lines.Where(line => line[0] != '#'))));
    }

    /// <summary>The entries of a reader, by name.</summary>
    public static IEnumerable<(string Name, CorpusEntry Entry)> Of(string reader)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "corpus", reader);
        return Directory.Exists(folder)
            ? from path in Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal)
              select (Path.GetFileNameWithoutExtension(path), Parse(File.ReadAllText(path)))
            : [];
    }

    /// <summary>The text file.</summary>
    public string ToText()
    {
        IEnumerable<string> comment = Comment.Split('\n').Select(line => $"# {line}");
        IEnumerable<string> bytes = Convert.ToBase64String(Bytes).Chunk(LineLength).Select(line => new string(line));
        return string.Join('\n', [.. comment, .. bytes]) + "\n";
    }
}
