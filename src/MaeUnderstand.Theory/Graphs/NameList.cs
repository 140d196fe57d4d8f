namespace MaeUnderstand.Theory.Graphs;

/// <summary>
/// Names in a message: quoted, the first of them only, and without characters that could forge lines or drive a terminal.
/// </summary>
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

    /// <summary>Nodes along a path: for instance <c>z1 -> z2</c>, or <c>z1 -> … -> z8 -> (92 more) -> z101</c>.</summary>
    public static string Path(IReadOnlyList<string> names)
    {
        int left = names.Count - Most - 1;
        IEnumerable<string> steps = left > 0
            ? [.. names.Take(Most).Select(Shown), $"({left} more)", Shown(names[^1])]
            : names.Select(Shown);
        return string.Join(" -> ", steps);
    }

    /// <summary>One name.</summary>
    public static string Quoted(string name) => $"'{Shown(name)}'";

    private static string Shown(string name)
    {
        string start = name.Length > LongestName ? string.Concat(name.AsSpan(0, LongestName), "…") : name;
        return string.Concat(start.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter));
    }
}
