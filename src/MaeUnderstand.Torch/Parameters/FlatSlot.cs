using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Parameters;

/// <summary>The place of one parameter in flat buffers of equal layout (weights, gradients, moments).</summary>
/// <param name="Name">The parameter's state-dict name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Offset">Its first element in the buffer.</param>
public sealed record FlatSlot(string Name, IReadOnlyList<long> Shape, long Offset)
{
    /// <summary>How many elements it has.</summary>
    public long Count { get; } = Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>A view of the parameter's elements in <paramref name="buffer"/>, in its own shape; owned by the caller.</summary>
    public Tensor View(Tensor buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        using Tensor range = buffer.narrow(0, Offset, Count);
        return range.view([.. Shape]);
    }
}
