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
            : ImageSources.Open(options.Data, options.JpegDecoder);
        using var owned = source as IDisposable;
        var loader = new BatchLoader(source, new TrainTransform(options.ImageSize, scalesInDecoder: options.DctScaling), new LoaderOptions
        {
            BatchSize = options.Batch,
            Workers = options.Workers,
        });
        long batches = Math.Max(1, (options.Images ?? Math.Max(source.Count, FewestImages)) / options.Batch);
        var rates = new List<double>();
        var allocations = new List<double>();
        var resident = new List<long>();
        // One reading for all, so that threads and buffers are made once, as in a run. The first repetition warms up.
        using IEnumerator<ImageBatch> reading = loader.Read(0, (1 + options.Repetitions) * batches, cancel).GetEnumerator();
        for (int repetition = 0; repetition <= options.Repetitions; repetition++)
        {
            long allocated = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            for (long batch = 0; batch < batches && reading.MoveNext(); batch++)
                reading.Current.Dispose();
            if (repetition == 0)
                continue;
            rates.Add(batches * options.Batch / Stopwatch.GetElapsedTime(start).TotalSeconds);
            allocations.Add((GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)(batches * options.Batch));
            resident.Add(Environment.WorkingSet);
        }
        double median = Statistics.Median(rates);
        return new LoaderBenchReport
        {
            ImagesPerSecond = median,
            ImagesPerSecondPerWorker = median / Math.Max(1, options.Workers),
            Workers = options.Workers,
            JpegDecoder = TurboJpeg.Choice(options.JpegDecoder).ToString().ToLowerInvariant(),
            DctScaling = options.DctScaling,
            BytesAllocatedPerImage = Statistics.Median(allocations),
            ResidentBytes = resident,
            ImageSize = options.ImageSize,
            Batch = options.Batch,
            Images = batches * options.Batch,
            Repetitions = options.Repetitions,
        };
    }
}
