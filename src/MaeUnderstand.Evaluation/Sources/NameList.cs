namespace MaeUnderstand.Evaluation.Sources;

/// <summary>Names in a message.</summary>
internal static class NameList
{
    private const int MostNames = 5;

    /// <summary>The first of them, quoted, and whether there are more.</summary>
    public static string First(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(MostNames).Select(name => $"'{name}'")) + (names.Count > MostNames ? ", …" : "");
}
