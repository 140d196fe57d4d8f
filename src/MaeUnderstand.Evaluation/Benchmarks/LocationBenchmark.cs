using System.Diagnostics;
using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;
using MaeUnderstand.Training.Benchmarks;

namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>
/// Times masks located on random graphs of three sizes, each ten times the one before: three edges a node, a tenth of the nodes
/// observables, half of these masked.
/// </summary>
internal static class LocationBenchmark
{
    private const int EdgesPerNode = 3, NodesPerObservable = 10;

    /// <summary>Runs the benchmark.</summary>
    /// <param name="nodes">Nodes of the largest graph.</param>
    /// <param name="repetitions">Measured repetitions, of which the medians count.</param>
    /// <param name="cancel">Gives up between repetitions.</param>
    public static IReadOnlyList<LocationTime> Run(int nodes, int repetitions, CancellationToken cancel)
    {
        int[] sizes = [nodes / 100, nodes / 10, nodes];
        _ = Time(sizes[0], 1, cancel);                           // compiles what is timed
        return [.. sizes.Select(size => Time(size, repetitions, cancel))];
    }

    private static LocationTime Time(int nodes, int repetitions, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        ObservablePartition partition = Draw(nodes);
        double build = Stopwatch.GetElapsedTime(start).TotalSeconds;
        LatentGraph graph = partition.Graph;
        return new LocationTime(nodes, graph.EdgeCount, graph.ObservableCount, build,
            Median(() => AlgorithmOne.Locate(partition)),
            Median(() => LocatedInformation.Locate(partition)),
            Median(() => ClosedForm.Locate(partition)));

        double Median(Action locate) => Statistics.Median([.. Enumerable.Range(0, repetitions).Select(_ => Seconds(locate, cancel))]);
    }

    private static ObservablePartition Draw(int nodes)
    {
        int observables = nodes / NodesPerObservable;
        RandomKey key = RandomKey.FromSeed(nodes);
        LatentGraph graph = RandomGraph.Create(new GraphSize(nodes - observables, observables, EdgesPerNode * nodes), key);
        return ObservablePartition.Random(graph, observables / 2, key);
    }

    private static double Seconds(Action action, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
