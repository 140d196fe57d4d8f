using System.Diagnostics;
using System.Globalization;
using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Benchmarks;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>Times the two quick probes, the head on stored features and the nearest neighbours, on features of noise.</summary>
public static class ProbeBenchmark
{
    private const int WriteChunk = 8192;

    /// <summary>Runs the benchmark; its features lie in a temporary folder meanwhile.</summary>
    /// <param name="options">Without <see cref="ProbeBenchOptions.Problems"/>.</param>
    /// <param name="device">Where.</param>
    /// <param name="cancel">Gives up between steps.</param>
    /// <exception cref="IOException">The features cannot be written.</exception>
    public static ProbeBenchReport Run(ProbeBenchOptions options, Device device, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(device);
        TrainingPrecision precision = ComputeDevice.Resolve(options.Precision, device);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mae-bench-");
        try
        {
            using FeatureStore train = Noise(folder, "train", options.Features, options, precision);
            using FeatureStore queries = Noise(folder, "val", options.Queries, options, precision);
            double epoch = EpochSeconds(options, train, device, precision, folder.FullName, cancel);
            double knn = Seconds(options, () => new KnnClassifier(options.Knn).Evaluate(train, queries, device, cancel), cancel);
            return new ProbeBenchReport
            {
                EpochSeconds = epoch,
                KnnSeconds = knn,
                KnnQueriesPerSecond = options.Queries / knn,
                PeakBytes = Process.GetCurrentProcess().PeakWorkingSet64,
                Features = options.Features,
                Queries = options.Queries,
                Width = options.Width,
                Classes = options.Classes,
                Batch = options.Batch,
                Heads = options.Heads,
                Neighbours = options.Knn,
                Precision = precision.ToString().ToLowerInvariant(),
                Device = device.ToString(),
                Threads = get_num_threads(),
                Repetitions = options.Repetitions,
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double EpochSeconds(
        ProbeBenchOptions options, FeatureStore train, Device device, TrainingPrecision precision, string folder,
        CancellationToken cancel)
    {
        var recipe = new HeadRecipe
        {
            EffectiveBatch = options.Batch,
            BatchSize = options.Batch,
            BaseLearningRates = [.. Enumerable.Range(1, options.Heads).Select(head => 0.1 * head)],
        };
        var probe = new CachedProbe(recipe, train, train, device, precision == TrainingPrecision.Bf16 ? bfloat16 : float32, folder);
        using ProbeHead head = probe.NewHead();
        using Tensor batch = empty(options.Batch, train.Width, train.Format);
        int epoch = 0;
        return Seconds(options, () => probe.TrainEpoch(head, epoch++, batch, cancel), cancel);
    }

    /// <summary>The median time of something that waits for its result.</summary>
    private static double Seconds<TResult>(ProbeBenchOptions options, Func<TResult> body, CancellationToken cancel)
    {
        var seconds = new List<double>();
        for (int repetition = 0; repetition <= options.Repetitions; repetition++)                 // the first one warms up
        {
            cancel.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            _ = body();
            if (repetition > 0)
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return Statistics.Median(seconds);
    }

    private static FeatureStore Noise(
        DirectoryInfo folder, string split, int count, ProbeBenchOptions options, TrainingPrecision precision)
    {
        var identity = new FeatureIdentity(split, "noise", "noise", "none", precision == TrainingPrecision.Bf16 ? "bf16" : "fp32",
            options.Width, count, [.. Enumerable.Range(0, options.Classes).Select(label => label.ToString(CultureInfo.InvariantCulture))]);
        string path = Path.Combine(folder.FullName, split);
        using (FeatureWriter writer = FeatureWriter.Open(path, identity))
        {
            for (int first = 0; first < count; first += WriteChunk)
            {
                int[] rows = [.. Enumerable.Range(first, Math.Min(WriteChunk, count - first))];
                using Tensor features = randn(rows.Length, options.Width);
                writer.Append(features, rows, [.. rows.Select(row => row % options.Classes)]);
            }
            writer.Complete();
        }
        return FeatureStore.TryOpen(path, identity)!;
    }
}
