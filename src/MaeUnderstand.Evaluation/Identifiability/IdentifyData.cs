using MaeUnderstand.Theory.Location;
using MaeUnderstand.Theory.Vectors;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>Samples of a hierarchy as one mask divides them.</summary>
internal sealed class IdentifyData : IDisposable
{
    private readonly VectorSamples samples;

    /// <summary>Divides samples.</summary>
    /// <param name="partition">The mask.</param>
    /// <param name="samples">The samples; kept.</param>
    /// <param name="given">Nodes whose sources the decoder is given.</param>
    /// <param name="device">Where the tensors live.</param>
    public IdentifyData(ObservablePartition partition, VectorSamples samples, IReadOnlyList<int> given, Device device)
    {
        this.samples = samples;
        Visible = ToSingle(Values(partition.Visible.ToArray()), device);
        Masked = ToSingle(Values(partition.Masked.ToArray()), device);
        Given = ToSingle(Sources(given), device);
    }

    /// <summary>Samples.</summary>
    public int Count => samples.Count;

    /// <summary>[N, dim x_v] float32.</summary>
    public Tensor Visible { get; }

    /// <summary>[N, dim x_m] float32.</summary>
    public Tensor Masked { get; }

    /// <summary>[N, dim of what the decoder is given] float32; the width may be 0.</summary>
    public Tensor Given { get; }

    /// <summary>The values of nodes beside each other.</summary>
    /// <returns>[N, Σ dim] float64 on the CPU; owned by the caller.</returns>
    public Tensor Values(IEnumerable<int> nodes) => Join(nodes.Select(node => samples.Values(node).ToArray()));

    /// <summary>The sources of nodes beside each other.</summary>
    /// <returns>[N, Σ dim] float64 on the CPU; owned by the caller.</returns>
    public Tensor Sources(IEnumerable<int> nodes) => Join(nodes.Select(node => samples.Sources(node).ToArray()));

    /// <inheritdoc/>
    public void Dispose()
    {
        Visible.Dispose();
        Masked.Dispose();
        Given.Dispose();
    }

    private Tensor Join(IEnumerable<double[]> parts)
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [zeros(Count, 0, float64), .. parts.Select(part => tensor(part, [Count, part.Length / Math.Max(Count, 1)]))];
        return cat(tensors, 1).MoveToOuterDisposeScope();
    }

    private static Tensor ToSingle(Tensor values, Device device)
    {
        using (values)
            return values.to(float32, device).DetachFromDisposeScope();
    }
}
