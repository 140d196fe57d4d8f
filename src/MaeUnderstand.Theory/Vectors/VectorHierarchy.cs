using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Vectors;

/// <summary>
/// The data-generating process of the paper (section 2.1) with vectors for nodes, where everything is known: every node v is
/// g_v(parents of v, e_v) with independent standard normal noise e_v and a fixed random invertible g_v, so that
/// dim(v) = dim(e_v) + Σ dim(parents) and a node determines its ancestors and all their noise (Assumption 1). Immutable.
/// </summary>
/// <remarks>
/// A g_v is a random rotation, a smooth leaky rectifier of every component, and another random rotation: nonlinear, and with a Jacobian
/// whose singular values lie within a factor of 9 of each other, so that no part of the input is hidden in the output. The components
/// of a node have a variance of about 1 on average at every level; where parents share ancestors it is spread unevenly.
/// </remarks>
public sealed class VectorHierarchy
{
    private readonly VectorMechanism[] mechanisms;
    private readonly int widest;

    /// <summary>Draws the mechanisms.</summary>
    /// <param name="graph">Says who generates whom, and the dimensions of the noise.</param>
    /// <param name="key">Names the mechanisms; each depends on its node alone.</param>
    /// <exception cref="InvalidDataException">A node has more than <see cref="MaxDimension"/> dimensions: those of a node's parents add
    /// up, level after level.</exception>
    public VectorHierarchy(LatentGraph graph, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Graph = graph;
        int[] dimensions = Measure(graph);
        mechanisms = new VectorMechanism[graph.NodeCount];
        for (int node = 0; node < mechanisms.Length; node++)
            mechanisms[node] = new(dimensions[node], key.For(RandomPurpose.VectorMechanism).Derive(node));
        widest = dimensions.DefaultIfEmpty().Max();
    }

    /// <summary>The most dimensions that a node may have; mechanisms are dense matrices.</summary>
    public static int MaxDimension => 512;

    /// <summary>Who generates whom.</summary>
    public LatentGraph Graph { get; }

    /// <summary>dim(v) = dim(e_v) + Σ dim(parents).</summary>
    public int Dimension(int node) => mechanisms[node].Dimension;

    /// <summary>Draws samples. A sample depends on the key and its number alone.</summary>
    /// <param name="key">Names the noise.</param>
    /// <param name="first">The number of the first sample.</param>
    /// <param name="count">How many.</param>
    public VectorSamples Draw(RandomKey key, long first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var values = new double[Graph.NodeCount][];
        var sources = new double[Graph.NodeCount][];
        for (int node = 0; node < Graph.NodeCount; node++)
        {
            values[node] = new double[count * Dimension(node)];
            sources[node] = new double[count * Graph.NoiseDimensions[node]];
        }
        RandomKey noise = key.For(RandomPurpose.VectorLatents);
        Span<double> input = stackalloc double[widest];
        for (int sample = 0; sample < count; sample++)
        {
            var random = new KeyedRandom(noise.Derive(first + sample));
            for (int node = 0; node < Graph.NodeCount; node++)
            {
                foreach (ref double value in Row(sources[node], sample, Graph.NoiseDimensions[node]))
                    value = random.NextGaussian();
            }
            foreach (int node in Graph.TopologicalOrder)
                Generate(node, sample, values, sources, input);
        }
        return new(count, values, sources);
    }

    /// <summary>Inverts a node's mechanism: what its parents and its noise were.</summary>
    /// <param name="node">The node.</param>
    /// <param name="value">[dim(v)] Its value.</param>
    /// <returns>[dim(v)] The values of its parents in the graph's order, then its noise.</returns>
    /// <exception cref="ArgumentException">The value has another length.</exception>
    public double[] Invert(int node, ReadOnlySpan<double> value)
    {
        if (value.Length != Dimension(node))
        {
            throw new ArgumentException(
                $"'{Graph.NameOf(node)}' has {Dimension(node)} dimensions, the value {value.Length}.", nameof(value));
        }
        var input = new double[value.Length];
        mechanisms[node].Invert(value, input);
        return input;
    }

    private static int[] Measure(LatentGraph graph)
    {
        var dimensions = new int[graph.NodeCount];
        foreach (int node in graph.TopologicalOrder)
        {
            long dimension = graph.NoiseDimensions[node];
            foreach (int parent in graph.Parents(node))
                dimension += dimensions[parent];
            if (dimension > MaxDimension)
            {
                throw new InvalidDataException($"'{graph.NameOf(node)}' would have {dimension} dimensions, its parents' and its own; " +
                    $"a node may have {MaxDimension}. Take a graph with fewer levels or fewer parents.");
            }
            dimensions[node] = (int)dimension;
        }
        return dimensions;
    }

    private void Generate(int node, int sample, double[][] values, double[][] sources, Span<double> buffer)
    {
        Span<double> input = buffer[..Dimension(node)];
        int place = 0;
        foreach (int parent in Graph.Parents(node))
        {
            Row(values[parent], sample, Dimension(parent)).CopyTo(input[place..]);
            place += Dimension(parent);
        }
        Row(sources[node], sample, Graph.NoiseDimensions[node]).CopyTo(input[place..]);
        mechanisms[node].Apply(input, Row(values[node], sample, Dimension(node)));
    }

    private static Span<double> Row(double[] table, int row, int width) => table.AsSpan(row * width, width);
}
