using MaeUnderstand.Torch.Files;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>
/// What the objects of a state dict are made of. A pickle names Python functions and their arguments; here a name is a case of a
/// switch, so nothing that a file says can run code.
/// </summary>
internal sealed class PickleObjects(PthSource source)
{
    private readonly Dictionary<string, PthStorage> storages = [];
    private long copied;

    /// <summary>The storages that the pickle named, in that order.</summary>
    public IReadOnlyCollection<PthStorage> Storages => storages.Values;

    /// <summary>The storage of a key, or <see langword="null"/>.</summary>
    public PthStorage? Find(string key) => storages.GetValueOrDefault(key);

    /// <summary>GLOBAL and STACK_GLOBAL.</summary>
    public object Global(string module, string name) => PickleGlobal.Find(module, name) ?? throw source.Fault(
        $"was not loaded: it asks for {DataFault.Quote($"{module}.{name}")}. " +
        "Only plain state dicts are read, and nothing in a file is run.");

    /// <summary>REDUCE: a function applied to arguments.</summary>
    /// <returns>The result; <see langword="null"/> if the function does not take such arguments.</returns>
    public object? Call(PickleGlobal function, object?[] arguments) => (function.Kind, arguments) switch
    {
        (PickleGlobal.Meaning.OrderedDict, []) => new PthDictionary(isOrderedDict: true),
        (PickleGlobal.Meaning.OrderedDict, [PthList pairs]) => FromPairs(pairs),
        (PickleGlobal.Meaning.Namespace, []) => new PthNamespace(),
        (PickleGlobal.Meaning.Size, [PthTuple sides]) => Integers(sides) is null ? null : sides,
        (PickleGlobal.Meaning.RebuildTensor, [PthStorage storage, long offset, PthTuple shape, PthTuple stride, bool requiresGrad, _, ..])
            when arguments.Length <= 7 && Integers(shape) is { } sides && Integers(stride) is { } steps
            => PthTensor.Create(source, storage, offset, sides, steps, requiresGrad),
        (PickleGlobal.Meaning.RebuildParameter, [PthTensor data, bool requiresGrad, _]) => data.AsParameter(requiresGrad),
        _ => null,
    };

    /// <summary>BUILD: attributes given to an object.</summary>
    /// <returns>Whether the object takes them. Those of an OrderedDict (PyTorch's <c>_metadata</c>) are accepted and dropped.</returns>
    public bool Build(object? target, object? state)
    {
        if (state is not PthDictionary attributes)
            return false;
        if (target is PthDictionary { IsOrderedDict: true })
            return true;
        CountCopies(attributes.Count);
        if (target is not PthNamespace space || attributes.Keys.Any(key => key is not string))
            return false;
        foreach ((object name, object? value) in attributes)
            space.Attributes.Set(name, value);
        return true;
    }

    /// <summary>BINPERSID: a storage, named by a tuple ('storage', class, key, device, element count, and in older files a view).</summary>
    /// <exception cref="InvalidDataException">It is something else, or contradicts what was said of the storage before.</exception>
    public PthStorage Storage(object? name)
    {
        if (name is not PthTuple tuple || tuple.ToArray() is not
            ["storage", PickleGlobal { Kind: PickleGlobal.Meaning.Storage } type, string key, string, long count, .. var view])
        {
            throw source.Fault("refers to something outside its pickle that is not a storage of a known type.");
        }
        if (view is not ([] or [null]))
            throw source.Fault($"has storage {DataFault.Quote(key)} as a view of another one, as PyTorch wrote before 0.4; save it anew.");
        var storage = new PthStorage(key, type.ElementType, count);
        if (count < 0 || count > source.Length / storage.ElementSize)
            throw source.Fault($"has storage {DataFault.Quote(key)} of {count} elements, more than its {source.Length} bytes can hold.");
        if (storages.TryAdd(key, storage))
            return storage;
        if (storages[key] is var known && (known.ElementType, known.Count) == (storage.ElementType, count))
            return known;
        throw source.Fault($"describes storage {DataFault.Quote(key)} in two ways: " +
            $"{known.Count} elements of {known.ElementType}, and {count} of {storage.ElementType}.");
    }

    /// <summary>The form in which Python 2 wrote an OrderedDict.</summary>
    private PthDictionary? FromPairs(PthList pairs)
    {
        CountCopies(pairs.Count);
        var result = new PthDictionary(isOrderedDict: true);
        foreach (object? pair in pairs)
        {
            if (pair is not IReadOnlyList<object?> { Count: 2 } items || !PthDictionary.IsKey(items[0]))
                return null;
            result.Set(items[0]!, items[1]);
        }
        return result;
    }

    private long[]? Integers(PthTuple tuple)
    {
        CountCopies(tuple.Count);
        return tuple.All(item => item is long) ? [.. tuple.Cast<long>()] : null;
    }

    /// <summary>Counts items that an instruction looks through. Each stands in the file, and a file that was written by PyTorch uses
    /// it once or, like the shape of tensors that are alike, a few times; one that uses the same long list again and again would take
    /// time and memory in the square of its length.</summary>
    private void CountCopies(int count)
    {
        copied += count;
        if (copied > source.Length)
            throw source.Fault("uses the same lists again and again, which no state dict needs.");
    }
}
