using System.Globalization;

namespace MaeUnderstand.Training.Configuration;

/// <summary>Settings that are several numbers: a text with commas between, of numbers and of ranges <c>first:last:step</c>.</summary>
public static class NumberList
{
    /// <summary>The most numbers of a list.</summary>
    public const int Most = 1000;

    private const int Decimals = 10;                             // of a number in a range, so that .05 + 2 · .05 is .15

    /// <summary>The numbers of a text, each once, ascending.</summary>
    /// <returns><see langword="null"/> where the text is no such list, or has more than <see cref="Most"/> numbers.</returns>
    public static IReadOnlyList<double>? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var numbers = new SortedSet<double>();
        foreach (string part in text.Split(','))
        {
            if (NumbersIn(part) is not { } found)
                return null;
            numbers.UnionWith(found);
        }
        return numbers.Count <= Most ? [.. numbers] : null;
    }

    /// <summary>The whole numbers of a text, each once, ascending.</summary>
    /// <returns><see langword="null"/> where the text is no list of whole numbers.</returns>
    public static IReadOnlyList<int>? ParseWhole(string text) =>
        Parse(text) is { } numbers && numbers.All(number => number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue)
            ? [.. numbers.Select(number => (int)number)]
            : null;

    /// <summary>A number, or first, last and step of a range.</summary>
    private static IEnumerable<double>? NumbersIn(string part)
    {
        var numbers = new List<double>();
        foreach (string text in part.Split(':'))
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
                return null;
            numbers.Add(number);
        }
        if (numbers.Count == 1)
            return numbers;
        if (numbers is not [double first, double last, double step] || !(step > 0 && last >= first && (last - first) / step < Most))
            return null;
        int count = (int)Math.Floor((last - first) / step + 1e-6) + 1;
        return Enumerable.Range(0, count).Select(i => Math.Round(first + i * step, Decimals));
    }
}
