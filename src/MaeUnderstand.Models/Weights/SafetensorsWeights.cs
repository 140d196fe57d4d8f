using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Weights;

/// <summary>Weights in a safetensors file.</summary>
/// <param name="file">Owned by this object.</param>
public sealed class SafetensorsWeights(SafetensorsFile file) : IWeightSource
{
    /// <summary>The file's metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata => file.Metadata;

    /// <inheritdoc/>
    public string Path => file.Path;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names { get; } = file.Entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<long> ShapeOf(string name) => [.. file[name].Shape];

    /// <inheritdoc/>
    public Tensor Read(string name) => file.Read(name);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
