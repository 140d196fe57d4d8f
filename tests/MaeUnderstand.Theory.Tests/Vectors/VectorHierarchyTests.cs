using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Vectors;

namespace MaeUnderstand.Theory.Tests.Vectors;

[Trait("Kind", "Unit")]
public sealed class VectorHierarchyTests
{
    private const int Root = 0, Other = 1, Middle = 2, Low = 3, First = 4, Second = 5;

    private static readonly RandomKey Key = RandomKey.FromSeed(5);

    private readonly VectorHierarchy hierarchy = new(
        LatentGraph.Create(["z1", "z2", "z3", "z4"], ["x1", "x2"],
            [(Root, Middle), (Other, Middle), (Middle, Low), (Root, Low), (Low, First), (Middle, Second)], [1, 2, 1, 3, 1, 2]),
        Key);

    [Fact]
    public void Dimension_Node_IsItsNoisePlusItsParents()
    {
        int[] dimensions = [.. Enumerable.Range(0, 6).Select(hierarchy.Dimension)];
        Assert.Equal([1, 2, 4, 8, 9, 6], dimensions);
    }

    [Fact]
    public void Invert_EveryNodeOfEverySample_GivesParentsAndNoiseBack()
    {
        VectorSamples samples = hierarchy.Draw(Key, first: 0, count: 200);
        double worst = 0;
        for (int node = 0; node < hierarchy.Graph.NodeCount; node++)
        {
            for (int sample = 0; sample < samples.Count; sample++)
            {
                double[] expected =
                [
                    .. from parent in hierarchy.Graph.Parents(node).ToArray()
                       from value in Row(samples.Values(parent), sample, hierarchy.Dimension(parent))
                       select value,
                    .. Row(samples.Sources(node), sample, hierarchy.Graph.NoiseDimensions[node]),
                ];
                double[] found = hierarchy.Invert(node, Row(samples.Values(node), sample, hierarchy.Dimension(node)));
                worst = Math.Max(worst, expected.Zip(found, (a, b) => Math.Abs(a - b)).Max());
            }
        }
        Assert.InRange(worst, 0, 1e-10);
    }

    [Fact]
    public void Draw_ManySamples_HaveAVarianceOfOneOnAverageAtEveryLevel()
    {
        VectorSamples samples = hierarchy.Draw(Key, first: 0, count: 20_000);
        for (int node = 0; node < hierarchy.Graph.NodeCount; node++)
        {
            int width = hierarchy.Dimension(node);
            double[] variances =
                [.. Enumerable.Range(0, width).Select(component => VarianceOf(Column(samples.Values(node), component, width)))];
            Assert.InRange(variances.Average(), 0.8, 1.25);
            Assert.InRange(variances.Min(), 0.1, 1.05);
        }
    }

    [Fact]
    public void Draw_ManySamples_HaveIndependentNoise()
    {
        const int Count = 20_000;
        VectorSamples samples = hierarchy.Draw(Key, first: 0, Count);
        double[][] columns =
        [
            .. from node in Enumerable.Range(0, hierarchy.Graph.NodeCount)
               let width = hierarchy.Graph.NoiseDimensions[node]
               from component in Enumerable.Range(0, width)
               select Column(samples.Sources(node), component, width),
        ];
        for (int a = 0; a < columns.Length; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                double plain = columns[a].Zip(columns[b], (x, y) => x * y).Average();
                double squares = columns[a].Zip(columns[b], (x, y) => (x * x - 1) * (y * y - 1) / 2).Average();
                double expected = a == b ? 1 : 0;
                Assert.InRange(plain, expected - 0.05, expected + 0.05);            // 5 standard errors and more
                Assert.InRange(squares, expected == 1 ? 0.6 : -0.05, expected == 1 ? 1.4 : 0.05);
            }
        }
    }

    [Fact]
    public void Draw_Root_IsNoLinearFunctionOfItsNoise()
    {
        VectorSamples samples = hierarchy.Draw(Key, first: 0, count: 20_000);
        double[] root = samples.Values(Root).ToArray();
        double[] noise = samples.Sources(Root).ToArray();
        double covariance = root.Zip(noise, (a, b) => a * b).Average() - root.Average() * noise.Average();
        Assert.InRange(covariance * covariance / (VarianceOf(root) * VarianceOf(noise)), 0.85, 0.93);
    }

    [Fact]
    public void Draw_SampleAlone_IsTheSampleAmongOthers()
    {
        VectorSamples many = hierarchy.Draw(Key, first: 0, count: 10);
        VectorSamples one = hierarchy.Draw(Key, first: 7, count: 1);
        Assert.Equal(Row(many.Values(First), 7, 9), one.Values(First).ToArray());
        Assert.Equal(Row(many.Sources(Low), 7, 3), one.Sources(Low).ToArray());
        Assert.NotEqual(Row(many.Sources(Low), 6, 3), one.Sources(Low).ToArray());
    }

    [Fact]
    public void Invert_ValueOfAnotherLength_IsRefused()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => hierarchy.Invert(Second, new double[5]));
        Assert.StartsWith("'x2' has 6 dimensions, the value 5.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_GraphWhoseDimensionsGrowTooLarge_NamesTheNode()
    {
        string[] latents = [.. Enumerable.Range(1, 12).Select(number => $"z{number}")];
        (int, int)[] edges = [.. from child in Enumerable.Range(1, 12) from parent in Enumerable.Range(0, child) select (parent, child)];
        LatentGraph graph = LatentGraph.Create(latents, ["x1"], edges);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => new VectorHierarchy(graph, Key));
        Assert.Equal(
            "'z11' would have 1024 dimensions, its parents' and its own; a node may have 512. " +
            "Take a graph with fewer levels or fewer parents.",
            fault.Message);
    }

    private static double VarianceOf(double[] values) => values.Average(value => value * value) - Math.Pow(values.Average(), 2);

    private static double[] Row(ReadOnlySpan<double> table, int row, int width) => table.Slice(row * width, width).ToArray();

    private static double[] Column(ReadOnlySpan<double> table, int column, int width)
    {
        var values = new double[table.Length / width];
        for (int row = 0; row < values.Length; row++)
            values[row] = table[row * width + column];
        return values;
    }
}
