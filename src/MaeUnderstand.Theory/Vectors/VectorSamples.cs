using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Vectors;

/// <summary>Samples of a <see cref="VectorHierarchy"/> with all that generated them: the value and the noise of every node.</summary>
public sealed class VectorSamples
{
    private readonly double[][] values;
    private readonly double[][] sources;

    internal VectorSamples(int count, double[][] values, double[][] sources) =>
        (Count, this.values, this.sources) = (count, values, sources);

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>[Count, dim(v)] The values of a node, sample after sample.</summary>
    /// <param name="node">A number of the <see cref="LatentGraph"/>.</param>
    public ReadOnlySpan<double> Values(int node) => values[node];

    /// <summary>[Count, dim(e_v)] The exogenous noise of a node, sample after sample.</summary>
    /// <param name="node">A number of the <see cref="LatentGraph"/>.</param>
    public ReadOnlySpan<double> Sources(int node) => sources[node];
}
