namespace MaeUnderstand.Theory.Graphs;

/// <summary>Names in a message: quoted, the first of them only, and without characters that could forge lines or drive a terminal.</summary>
internal static class NameList
{
    private const int Most = 8, LongestName = 60;

    /// <summary>For instance <c>'x1', 'x2' and 'x3'</c>, or <c>'x1', …, 'x8' and 92 more</c>.</summary>
    public static string Of(IEnumerable<string> names)
    {
        string[] quoted = [.. names.Select(Quoted)];
        return quoted.Length switch
        {
            0 => "none",
            1 => quoted[0],
            <= Most => $"{string.Join(", ", quoted[..^1])} and {quoted[^1]}",
            _ => $"{string.Join(", ", quoted[..Most])} and {quoted.Length - Most} more",
        };
    }

    /// <summary>One name.</summary>
    public static string Quoted(string name)
    {
        string shown = name.Length > LongestName ? string.Concat(name.AsSpan(0, LongestName), "…") : name;
        return $"'{string.Concat(shown.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter))}'";
    }
}
