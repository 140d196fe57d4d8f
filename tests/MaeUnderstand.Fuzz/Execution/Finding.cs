using System.Security.Cryptography;
using System.Text;

namespace MaeUnderstand.Fuzz.Execution;

/// <summary>An input that a reader does not treat as it must.</summary>
/// <param name="Kind">A word: exception, time, memory, leak, crash or hang.</param>
/// <param name="Text">What happened; the rest of a sentence that begins with "The file".</param>
/// <param name="Place">Where it happened, for telling findings apart.</param>
internal sealed record Finding(string Kind, string Text, string Place = "")
{
    /// <summary>What happened, on one line.</summary>
    public string Line => string.Concat($"the file {Text} {Place}".Select(letter => char.IsControl(letter) ? '?' : letter));

    /// <summary>Writes the input as an entry of the corpus.</summary>
    /// <returns>The file.</returns>
    public string Save(string folder, string reader, byte[] input)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{reader}-{Kind}-{Convert.ToHexStringLower(SHA256.HashData(input))[..8]}.txt");
        File.WriteAllText(path, new CorpusEntry(Line, input).ToText(), new UTF8Encoding(false));
        return path;
    }
}
