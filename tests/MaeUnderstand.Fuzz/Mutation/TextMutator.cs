using System.Globalization;
using System.Text.RegularExpressions;

namespace MaeUnderstand.Fuzz.Mutation;

/// <summary>Changes JSON, or a text of similar tokens, token by token, so that most results are still of the format.</summary>
/// <param name="words">Tokens worth inserting.</param>
internal sealed partial class TextMutator(IReadOnlyList<string> words)
{
    private const int MostEdits = 4;
    private const int DeepestNesting = 100;
    private const int LongestRun = 20;

    /// <summary>The tokens.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>Changes a few tokens.</summary>
    public string Mutate(string text, Random random)
    {
        List<string> tokens = [.. Token().Matches(text).Select(match => match.Value)];
        for (int edits = random.Next(1, MostEdits + 1); edits > 0; edits--)
            Edit(tokens, random);
        return string.Concat(tokens);
    }

    private void Edit(List<string> tokens, Random random)
    {
        if (tokens.Count == 0)
            tokens.Add("{");
        int at = random.Next(tokens.Count);
        int run = random.Next(1, Math.Min(LongestRun, tokens.Count - at) + 1);
        switch (random.Next(8))
        {
            case 0:
                tokens[at] = words[random.Next(words.Count)];
                break;
            case 1:
                tokens.Insert(at, words[random.Next(words.Count)]);
                break;
            case 2:
                tokens.RemoveRange(at, run);
                break;
            case 3:
                tokens.InsertRange(at, tokens.GetRange(at, run));
                break;
            case 4:                                              // a token of the same kind from elsewhere
                string other = tokens[random.Next(tokens.Count)];
                if (other[0] == tokens[at][0] || random.Next(4) == 0)
                    tokens[at] = other;
                break;
            case 5:
                int number = tokens.FindIndex(at, token => char.IsAsciiDigit(token[0]) || token[0] == '-');
                if (number >= 0)
                    tokens[number] = Number(random);
                break;
            case 6 when random.Next(8) == 0:
                (string open, string close) = random.Next(2) == 0 ? ("[", "]") : ("{\"a\":", "}");
                int depth = random.Next(1, DeepestNesting);
                tokens[at] = string.Concat(Enumerable.Repeat(open, depth)) + tokens[at] + string.Concat(Enumerable.Repeat(close, depth));
                break;
            default:
                if (tokens[at].Length > 1)
                    tokens[at] = tokens[at].Insert(random.Next(1, tokens[at].Length), ((char)random.Next(1, 0x180)).ToString());
                break;
        }
    }

    private static string Number(Random random) => random.Next(5) switch
    {
        0 => random.Next(-3, 300).ToString(CultureInfo.InvariantCulture),
        1 => (random.NextDouble() * 2).ToString(CultureInfo.InvariantCulture),
        2 => $"{ByteMutator.TellingNumber(random)}e{random.Next(-400, 400)}",
        3 => $"{ByteMutator.TellingNumber(random)}{ByteMutator.TellingNumber(random)}",
        _ => ByteMutator.TellingNumber(random).ToString(CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("""(?s)"(?:\\.|[^"\\])*"|-?[0-9][0-9.eE+-]*|[a-z]+|\s+|.""")]
    private static partial Regex Token();
}
