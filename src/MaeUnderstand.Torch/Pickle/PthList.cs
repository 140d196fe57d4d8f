using System.Collections;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>A Python list of a checkpoint.</summary>
public sealed class PthList : IReadOnlyList<object?>
{
    private readonly List<object?> items = [];

    internal PthList()
    {
    }

    /// <inheritdoc/>
    public int Count => items.Count;

    /// <inheritdoc/>
    public object? this[int index] => items[index];

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(ReadOnlySpan<object?> values) => items.AddRange(values);
}
