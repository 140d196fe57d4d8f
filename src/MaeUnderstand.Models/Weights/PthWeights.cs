using MaeUnderstand.Torch.Pickle;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Weights;

/// <summary>Weights in a checkpoint of PyTorch (<c>torch.save</c>), read without executing anything.</summary>
public sealed class PthWeights : IWeightSource
{
    private readonly Dictionary<string, PthTensor> tensors;

    /// <summary>Opens a checkpoint.</summary>
    /// <exception cref="InvalidDataException">It is damaged, no state dict, or holds objects that a state dict does not need.</exception>
    public PthWeights(string path)
    {
        Path = path;
        tensors = PthFile.LoadStateDict(path).ToDictionary(StringComparer.Ordinal);
        Arguments = PthFile.Load(path) is PthDictionary root && root.TryGetValue("args", out object? arguments)
            ? (arguments as PthNamespace)?.Attributes
            : null;
    }

    /// <summary>The arguments of the script that wrote the checkpoint, where it holds them.</summary>
    public PthDictionary? Arguments { get; }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => tensors.Keys;

    /// <inheritdoc/>
    public IReadOnlyList<long> ShapeOf(string name) => Get(name).Shape;

    /// <inheritdoc/>
    public Tensor Read(string name) => Get(name).ToTensor();

    /// <inheritdoc/>
    public void Dispose()
    {
        // Tensors open the file for each read.
    }

    private PthTensor Get(string name) => tensors.TryGetValue(name, out PthTensor? tensor)
        ? tensor
        : throw new InvalidDataException($"'{Path}' has no tensor '{name}'.");
}
