namespace MaeUnderstand.Evaluation.Sources;

/// <summary>A list that disposes of what it holds, also where filling it fails half-way.</summary>
/// <typeparam name="T">What it holds.</typeparam>
internal sealed class OwnedList<T> : IDisposable
    where T : IDisposable
{
    private readonly List<T> items = [];

    /// <summary>The items.</summary>
    public IReadOnlyList<T> Items => items;

    /// <summary>Adds an item, which is this list's from then on.</summary>
    public void Add(T item) => items.Add(item);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (T item in items)
            item.Dispose();
    }
}
