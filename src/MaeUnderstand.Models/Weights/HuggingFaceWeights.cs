using static TorchSharp.torch;

namespace MaeUnderstand.Models.Weights;

/// <summary>The weights of a Hugging Face <c>ViTMAEForPreTraining</c> under the reference's names.</summary>
public sealed class HuggingFaceWeights : IWeightSource
{
    private readonly SafetensorsWeights file;
    private readonly Dictionary<string, IReadOnlyList<string>> theirsByName = new(StringComparer.Ordinal);

    /// <summary>Wraps the tensors of a Hugging Face model.</summary>
    /// <param name="file">Its <c>model.safetensors</c>; owned by this object.</param>
    /// <param name="depth">Encoder blocks.</param>
    /// <param name="decoderDepth">Decoder blocks; 0 for an encoder alone.</param>
    public HuggingFaceWeights(SafetensorsWeights file, int depth, int decoderDepth)
    {
        ArgumentNullException.ThrowIfNull(file);
        this.file = file;
        foreach (string name in ParameterNames.All(depth, decoderDepth))
        {
            IReadOnlyList<string> theirs = HuggingFaceNames.FromReference(name);
            if (theirs.All(file.Names.Contains))
                theirsByName.Add(name, theirs);
        }
    }

    /// <inheritdoc/>
    public string Path => file.Path;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => theirsByName.Keys;

    /// <inheritdoc/>
    public IReadOnlyList<long> ShapeOf(string name)
    {
        IReadOnlyList<string> theirs = Get(name);
        long[] shape = [.. file.ShapeOf(theirs[0])];
        shape[0] *= theirs.Count;
        return shape;
    }

    /// <inheritdoc/>
    public Tensor Read(string name)
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<string> theirs = Get(name);
        return (theirs.Count == 1 ? file.Read(theirs[0]) : cat([.. theirs.Select(file.Read)], dim: 0)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private IReadOnlyList<string> Get(string name) => theirsByName.TryGetValue(name, out IReadOnlyList<string>? theirs)
        ? theirs
        : throw new InvalidDataException($"'{Path}' has no tensor for '{name}'.");
}
