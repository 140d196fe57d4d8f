using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>A Python dictionary (<c>dict</c> or <c>OrderedDict</c>) of a checkpoint, in its order.</summary>
/// <remarks>Keys are <see cref="string"/>, <see cref="long"/>, <see cref="double"/> or <see cref="bool"/>; values are what
/// <see cref="PthFile.Load(string)"/> lists.</remarks>
public sealed class PthDictionary : IReadOnlyDictionary<object, object?>
{
    private readonly OrderedDictionary<object, object?> items = new(KeyComparer.Instance);

    internal PthDictionary(bool isOrderedDict) => IsOrderedDict = isOrderedDict;

    /// <inheritdoc/>
    public int Count => items.Count;

    /// <inheritdoc/>
    public IEnumerable<object> Keys => items.Keys;

    /// <inheritdoc/>
    public IEnumerable<object?> Values => items.Values;

    /// <summary>Whether it was an <c>OrderedDict</c>, which unlike a <c>dict</c> can carry attributes.</summary>
    internal bool IsOrderedDict { get; }

    /// <inheritdoc/>
    public object? this[object key] => items[key];

    /// <inheritdoc/>
    public bool ContainsKey(object key) => items.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(object key, [MaybeNullWhen(false)] out object? value) => items.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static bool IsKey([NotNullWhen(true)] object? value) => value is string or long or double or bool;

    internal void Set(object key, object? value) => items[key] = value;

    /// <summary>Hashes numbers with the process's random seed, so that no file can choose keys that collide.</summary>
    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public static readonly KeyComparer Instance = new();

        public new bool Equals(object? x, object? y) => object.Equals(x, y);

        public int GetHashCode(object key) => key switch
        {
            long number => HashCode.Combine((int)(number >> 32), (int)number),
            double number => GetHashCode(BitConverter.DoubleToInt64Bits(number == 0 ? 0 : number)),
            _ => key.GetHashCode(),
        };
    }
}
