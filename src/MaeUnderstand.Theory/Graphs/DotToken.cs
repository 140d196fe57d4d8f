namespace MaeUnderstand.Theory.Graphs;

/// <summary>A piece of Graphviz DOT.</summary>
/// <param name="Text">A word, a quoted text without its quotes, or a sign.</param>
/// <param name="IsQuoted">Whether it was quoted, so that it is a name whatever it says.</param>
/// <param name="Line">Its line, from 1.</param>
internal readonly record struct DotToken(string Text, bool IsQuoted, int Line)
{
    private const string Signs = "{}[]=;,:+";

    /// <summary>Whether it can name something.</summary>
    public bool IsName => IsQuoted || !(Text is "->" or "--" || (Text.Length == 1 && Signs.Contains(Text[0], StringComparison.Ordinal)));

    /// <summary>Whether it is a sign.</summary>
    public bool Is(string sign) => !IsQuoted && Text == sign;

    /// <summary>Whether it is a keyword, which may be written in capitals.</summary>
    public bool IsKeyword(string word) => !IsQuoted && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
