namespace MaeUnderstand.Torch.Files;

/// <summary>Words what is wrong with a file: one line that starts with the quoted path.</summary>
internal static class DataFault
{
    private const int LongestName = 100;
    private const int MostSides = 64;

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

    /// <summary>A shape as PyTorch prints it, <c>[2, 3]</c>; shortened.</summary>
    public static string Show(long[] shape) =>
        shape.Length > MostSides ? $"[{string.Join(", ", shape.Take(MostSides))}, …]" : $"[{string.Join(", ", shape)}]";

    /// <summary>How many elements a shape has; where a side is 0, how many it would have with 1 in its place, since strides are made
    /// of the other sides and libtorch refuses those beyond 64 bits.</summary>
    /// <returns>The number, or <see langword="null"/> beyond 64 bits.</returns>
    public static long? ElementCount(long[] shape)
    {
        Int128 count = 1;
        foreach (long side in shape)
        {
            count *= Math.Max(side, 1);
            if (count > long.MaxValue)
                return null;
        }
        return (long)count;
    }
}
