using System.Collections;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>A Python tuple, or a <c>torch.Size</c>, of a checkpoint.</summary>
public sealed class PthTuple : IReadOnlyList<object?>
{
    private readonly object?[] items;

    internal PthTuple(object?[] items) => this.items = items;

    /// <inheritdoc/>
    public int Count => items.Length;

    /// <inheritdoc/>
    public object? this[int index] => items[index];

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal object?[] ToArray() => items;
}
