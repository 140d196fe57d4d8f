using static TorchSharp.torch;

namespace MaeUnderstand.Models.Weights;

/// <summary>Weights as fine-tuning starts from them: the position embedding fitted to another grid, the head perhaps left out.</summary>
/// <param name="source">Borrowed.</param>
/// <param name="gridSize">Tokens along a side of the new grid.</param>
/// <param name="keepsHead">Whether the head is among them.</param>
internal sealed class FineTuningWeights(IWeightSource source, int gridSize, bool keepsHead) : IWeightSource
{
    private const string Positions = "pos_embed";

    /// <inheritdoc/>
    public string Path => source.Path;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names { get; } =
        source.Names.Where(name => keepsHead || !IsHead(name)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether a parameter is the classification head's.</summary>
    public static bool IsHead(string name) => name.StartsWith("head.", StringComparison.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<long> ShapeOf(string name)
    {
        IReadOnlyList<long> shape = source.ShapeOf(name);
        return name == Positions && IsSquare(shape) ? [1, 1 + (long)gridSize * gridSize, shape[2]] : shape;
    }

    /// <inheritdoc/>
    public Tensor Read(string name)
    {
        Tensor tensor = source.Read(name);
        if (name != Positions)
            return tensor;
        using (tensor)
            return PositionEmbedding.Resize(tensor, gridSize);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The source is the caller's.
    }

    private static bool IsSquare(IReadOnlyList<long> shape) =>
        shape is [1, > 1 and var tokens, _] && Math.Pow(Math.Round(Math.Sqrt(tokens - 1)), 2) == tokens - 1;
}
