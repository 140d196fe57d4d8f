using System.Collections;
using System.Globalization;

namespace MaeUnderstand.Theory.Graphs;

/// <summary>Names that are a prefix and a number from 1, made when they are asked for: a million nodes need no million strings.</summary>
/// <param name="prefix">What stands before the number.</param>
/// <param name="count">How many names.</param>
public sealed class NumberedNames(string prefix, int count) : IReadOnlyList<string>
{
    /// <inheritdoc/>
    public int Count => count;

    /// <inheritdoc/>
    public string this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
            return prefix + (index + 1).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator()
    {
        for (int i = 0; i < count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
