using System.Text;

namespace MaeUnderstand.Theory.Graphs;

/// <summary>Splits Graphviz DOT into tokens, without comments.</summary>
/// <param name="text">The text.</param>
/// <param name="place">Where it comes from, as messages name it.</param>
internal sealed class DotTokens(string text, string place)
{
    private int position;
    private int line = 1;

    /// <summary>All tokens.</summary>
    /// <exception cref="InvalidDataException">Something is none.</exception>
    public List<DotToken> Read()
    {
        var tokens = new List<DotToken>();
        while (SkipBlanks())
            tokens.Add(Next());
        return tokens;
    }

    private DotToken Next()
    {
        char letter = text[position];
        if (letter == '"')
            return new DotToken(Quoted(), IsQuoted: true, line);
        if (letter == '<')
            throw Fault("HTML text, <…>, is not read: use a quoted text.");
        if (Follows("->") || Follows("--"))
        {
            position += 2;
            return new DotToken(text[(position - 2)..position], IsQuoted: false, line);
        }
        int start = position;
        if ("{}[]=;,:+".Contains(letter, StringComparison.Ordinal))
            position++;
        else if (IsWord(letter) || letter is '-' or '.')
            SkipWord();
        else
            throw Fault($"{NameList.Quoted(letter.ToString())} is not expected here: a name with such a character needs quotes.");
        return new DotToken(text[start..position], IsQuoted: false, line);
    }

    private void SkipWord()
    {
        position++;
        while (position < text.Length && (IsWord(text[position]) || text[position] == '.'))
            position++;
    }

    private string Quoted()
    {
        var content = new StringBuilder();
        int first = line;
        for (position++; position < text.Length; position++)
        {
            char letter = text[position];
            if (letter == '"')
            {
                position++;
                return content.ToString();
            }
            if (letter == '\n')
                line++;
            if (letter == '\\' && position + 1 < text.Length && text[position + 1] is '"' or '\\')
                letter = text[++position];
            content.Append(letter);
        }
        line = first;
        throw Fault("a quoted text does not end.");
    }

    /// <summary>Goes past blanks, comments (<c>//</c>, <c>/* */</c>) and lines that begin with <c>#</c>.</summary>
    /// <returns>Whether anything is left.</returns>
    private bool SkipBlanks()
    {
        while (position < text.Length)
        {
            char letter = text[position];
            if (letter == '\n')
                line++;
            if (char.IsWhiteSpace(letter) || letter == '\uFEFF')
                position++;
            else if (Follows("//") || (letter == '#' && (position == 0 || text[position - 1] == '\n')))
                SkipTo("\n", isNeeded: false);
            else if (Follows("/*"))
                SkipTo("*/", isNeeded: true);
            else
                return true;
        }
        return false;
    }

    private void SkipTo(string end, bool isNeeded)
    {
        int found = text.IndexOf(end, position, StringComparison.Ordinal);
        if (found < 0 && isNeeded)
            throw Fault("a comment does not end.");
        int next = found < 0 ? text.Length : isNeeded ? found + end.Length : found;
        line += text.AsSpan(position..next).Count('\n');
        position = next;
    }

    private bool Follows(string word) => text.AsSpan(position).StartsWith(word, StringComparison.Ordinal);

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';

    private InvalidDataException Fault(string message) => new($"{place}, line {line}: {message}");
}
