using System.Diagnostics;
using MaeUnderstand.Theory.Hierarchies;
using MaeUnderstand.Theory.Prediction;
using MaeUnderstand.Training.Benchmarks;

namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>Times the theory: a mask located on large random graphs, many masks on the hierarchies over an image.</summary>
public static class TheoryBenchmark
{
    private const double Ratio = 0.75;                   // what the paper trains with

    /// <summary>Runs the benchmark.</summary>
    /// <param name="options">Without <see cref="TheoryBenchOptions.Problems"/>.</param>
    /// <param name="cancel">Gives up between repetitions and batches of masks.</param>
    public static TheoryBenchReport Run(TheoryBenchOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<LocationTime> location = LocationBenchmark.Run(options.Nodes, options.Repetitions, cancel);
        return new TheoryBenchReport
        {
            Location = location,
            LocationGrowth = [.. location.Zip(location.Skip(1), LocationGrowth.Between)],
            Prediction = [.. ImageHierarchies.Names.Select(name => Predict(options, name, cancel))],
            Grid = options.Grid,
            Masks = options.Masks,
            Threads = Environment.ProcessorCount,
            Repetitions = options.Repetitions,
        };
    }

    private static PredictionTime Predict(TheoryBenchOptions options, string hierarchy, CancellationToken cancel)
    {
        var plan = new PredictionPlan
        {
            Hierarchy = hierarchy,
            Shape = new HierarchyShape { Rows = options.Grid, Columns = options.Grid },
            Ratios = [Ratio],
            Units = [1],
            Masks = options.Masks,
            Seeds = 1,
        };
        PredictionReport report = LevelPredictor.Run(plan, cancel: cancel);       // warms up
        double seconds = Statistics.Median([.. Enumerable.Range(0, options.Repetitions).Select(_ => Seconds(plan, cancel))]);
        return new PredictionTime(hierarchy, (int)report.Latents, seconds, options.Masks / seconds);
    }

    private static double Seconds(PredictionPlan plan, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        _ = LevelPredictor.Run(plan, cancel: cancel);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
