namespace MaeUnderstand.Torch.Files;

/// <summary>Words what is wrong with a file: one line that starts with the quoted path.</summary>
internal static class DataFault
{
    private const int LongestName = 100;

    /// <summary>The exception for a fault in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">What is wrong with it: the rest of the sentence that the path begins.</param>
    public static InvalidDataException In(string path, string text) => new($"'{path}' {text}");

    /// <summary>Quotes a name that a file supplied: shortened, and without characters that could forge lines or drive a terminal.</summary>
    public static string Quote(string name)
    {
        string shown = name.Length > LongestName ? string.Concat(name.AsSpan(0, LongestName), "…") : name;
        return $"'{string.Concat(shown.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter))}'";
    }

    /// <summary>A shape as PyTorch prints it, <c>[2, 3]</c>.</summary>
    public static string Show(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
