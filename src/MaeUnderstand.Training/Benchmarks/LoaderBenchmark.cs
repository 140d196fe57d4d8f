using System.Diagnostics;
using MaeUnderstand.Data;
using MaeUnderstand.Training.Pretraining;

namespace MaeUnderstand.Training.Benchmarks;

/// <summary>Times the loader of pretraining alone.</summary>
public static class LoaderBenchmark
{
    private const int FewestImages = 256;

    /// <summary>Runs the benchmark.</summary>
    /// <param name="options">Without <see cref="LoaderBenchOptions.Problems"/>.</param>
    /// <param name="cancel">Gives up between batches.</param>
    public static LoaderBenchReport Run(LoaderBenchOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        IImageSource source = options.Data == PretrainOptions.Synthetic
            ? new SyntheticSource(Math.Max(FewestImages, options.Batch), options.ImageSize)
            : ImageSources.Open(options.Data);
        using var owned = source as IDisposable;
        var loader = new BatchLoader(source, new TrainTransform(options.ImageSize), new LoaderOptions
        {
            BatchSize = options.Batch,
            Workers = options.Workers,
        });
        long batches = Math.Max(1, (options.Images ?? Math.Max(source.Count, FewestImages)) / options.Batch);
        var rates = new List<double>();
        for (int repetition = 0; repetition <= options.Repetitions; repetition++)         // the first warms up
        {
            long start = Stopwatch.GetTimestamp();
            foreach (ImageBatch batch in loader.Read(repetition * batches, (repetition + 1) * batches, cancel))
                batch.Dispose();
            if (repetition > 0)
                rates.Add(batches * options.Batch / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        double median = Statistics.Median(rates);
        return new LoaderBenchReport
        {
            ImagesPerSecond = median,
            ImagesPerSecondPerWorker = median / Math.Max(1, options.Workers),
            Workers = options.Workers,
            ImageSize = options.ImageSize,
            Batch = options.Batch,
            Images = batches * options.Batch,
            Repetitions = options.Repetitions,
        };
    }
}
