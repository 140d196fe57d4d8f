using MaeUnderstand.Torch.Files;
using Microsoft.Win32.SafeHandles;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>
/// Reads the checkpoints that PyTorch's <c>torch.save</c> writes, in its zip format and in the one before. Their pickles are read as
/// data: nothing in a file is run, and a file that asks for more than plain state dicts need is refused.
/// </summary>
public static class PthFile
{
    private const string ParallelPrefix = "module.";             // what DistributedDataParallel puts before every name
    private static readonly string[] ModelKeys = ["model", "state_dict", "model_state"];

    /// <summary>Reads a checkpoint's structure; the values of tensors stay in the file until <see cref="PthTensor.ToTensor"/>. The file
    /// is not kept open, and nothing needs to be disposed.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The saved object, a tree of: <see langword="null"/>, <see cref="bool"/>, <see cref="long"/>,
    /// <see cref="System.Numerics.BigInteger"/> (beyond 64 bits), <see cref="double"/>, <see cref="string"/>, <see cref="byte"/> arrays,
    /// <see cref="PthDictionary"/>, <see cref="PthList"/>, <see cref="PthTuple"/>, <see cref="PthNamespace"/>, <see cref="PthTensor"/>
    /// and <see cref="TorchSharp.torch.ScalarType"/>. It is at most 64 levels deep; an object saved once and used twice is one object
    /// here too.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, cut short, of another format, or asks for a global that is not
    /// known; the message begins with the path and says why.</exception>
    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    public static object? Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using SafeFileHandle file = TensorBytes.Open(path);
        var source = new PthSource(path, file);
        object? root = Load(source, file);
        PickleTree.Check(source, root);
        return root;
    }

    /// <summary>Reads the weights of a checkpoint: its <c>model</c>, <c>state_dict</c> or <c>model_state</c> entry, or the whole if
    /// that is a state dict itself. A <c>module.</c> before every name is dropped.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Names and tensors in the file's order; no name comes twice.</returns>
    /// <exception cref="InvalidDataException">As for <see cref="Load(string)"/>, or the file holds no state dict.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static IReadOnlyList<KeyValuePair<string, PthTensor>> LoadStateDict(string path)
    {
        if (Load(path) is not PthDictionary root)
            throw DataFault.In(path, "holds no dictionary and so no state dict.");
        string? modelKey = ModelKeys.FirstOrDefault(
            key => root.TryGetValue(key, out object? entry) && entry is PthDictionary { Count: > 0 });
        if (modelKey is not null)
            return StateDict(path, (PthDictionary)root[modelKey]!, $"its entry '{modelKey}'");
        if (root.Count > 0 && root.Values.All(value => value is PthTensor))
            return StateDict(path, root, "it");
        string keys = root.Count == 0 ? "nothing" : string.Join(", ", root.Keys.Take(20).Select(key => DataFault.Quote($"{key}")));
        throw DataFault.In(path, $"holds no state dict, neither as a whole nor as {string.Join(", ", ModelKeys)}; it holds {keys}.");
    }

    private static object? Load(PthSource source, SafeFileHandle file)
    {
        var start = new byte[Math.Min(source.Length, PthZipFormat.Magic.Length)];
        TensorBytes.ReadExactly(file, source.Path, 0, start);
        if (start.AsSpan().SequenceEqual(PthZipFormat.Magic))
            return PthZipFormat.Load(source, file);
        if (PthLegacyFormat.MayBe(start))
            return PthLegacyFormat.Load(source, file);
        throw source.Fault(source.Length == 0
            ? "is empty."
            : "is no checkpoint of PyTorch: it starts neither as a zip file nor as a pickle.");
    }

    private static KeyValuePair<string, PthTensor>[] StateDict(string path, PthDictionary entries, string what)
    {
        foreach ((object key, object? value) in entries)
        {
            if (key is not string || value is not PthTensor)
                throw DataFault.In(path, $"holds no state dict: {what} has {DataFault.Quote($"{key}")}, which is no named tensor.");
        }
        bool isParallel = entries.Keys.All(key => ((string)key).StartsWith(ParallelPrefix, StringComparison.Ordinal));
        int skipped = isParallel ? ParallelPrefix.Length : 0;
        return [.. entries.Select(entry => KeyValuePair.Create(((string)entry.Key)[skipped..], (PthTensor)entry.Value!))];
    }
}
