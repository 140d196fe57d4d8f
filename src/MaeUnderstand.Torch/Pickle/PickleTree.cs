using System.Numerics;
using MaeUnderstand.Torch.Files;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>Checks a pickle's value before it is handed out: plain data only, and so shallow that whoever walks it may recurse.</summary>
internal sealed class PickleTree
{
    private const int DeepestNesting = 64;

    private readonly PthSource source;
    private readonly Dictionary<object, int> heights = new(ReferenceEqualityComparer.Instance);

    private PickleTree(PthSource source) => this.source = source;

    /// <summary>Checks a value and all that it holds.</summary>
    /// <exception cref="InvalidDataException">It nests too deeply or without end, or holds a bare function or storage.</exception>
    public static void Check(PthSource source, object? root) => new PickleTree(source).HeightOf(root, depth: 0);

    /// <summary>The levels below a value. Each container is walked once; a cycle never ends and so reaches the bound.</summary>
    private int HeightOf(object? value, int depth)
    {
        IEnumerable<object?>? children = value switch
        {
            null or bool or long or BigInteger or double or string or byte[] or ScalarType or PthTensor => null,
            PthDictionary dictionary => dictionary.Values,
            PthNamespace space => [space.Attributes],
            IReadOnlyList<object?> list => list,
            PthStorage storage => throw source.Fault($"holds storage {DataFault.Quote(storage.Key)} outside of a tensor."),
            _ => throw source.Fault("holds a class or function as a value; only plain data is read."),
        };
        if (children is null)
            return 0;
        if (!heights.TryGetValue(value!, out int height))
        {
            CheckDepth(depth);
            height = 1;
            foreach (object? child in children)
                height = Math.Max(height, 1 + HeightOf(child, depth + 1));
            heights[value!] = height;
        }
        CheckDepth(depth + height - 1);
        return height;
    }

    private void CheckDepth(int depth)
    {
        if (depth >= DeepestNesting)
            throw source.Fault($"nests lists and dictionaries more than {DeepestNesting} deep, or one inside itself.");
    }
}
