
namespace MaeUnderstand.Data;

/// <summary>
/// Reads a source in batches, ahead of the caller, on threads of its own. Batches are numbered through from the start of a run, so a
/// run resumes by reading from another number, and one epoch flows into the next. What a batch holds depends on nothing but the
/// source, the transform, the seed and its number.
/// </summary>
public sealed class BatchLoader
{
    private readonly IImageSource source;
    private readonly ITransform transform;
    private readonly LoaderOptions options;
    private readonly Action<BadImage>? onBadImage;
    private readonly BatchPlan plan;

    /// <summary>Makes the loader; nothing is read yet.</summary>
    /// <param name="source">The images; borrowed.</param>
    /// <param name="transform">Makes each input.</param>
    /// <param name="options">How to read.</param>
    /// <param name="onBadImage">Hears of each unreadable image once an epoch, on the consumer's thread, before its batch is
    /// delivered.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message holds every fault.</exception>
    /// <exception cref="InvalidDataException">The source is empty or, in training, smaller than a batch.</exception>
    public BatchLoader(IImageSource source, ITransform transform, LoaderOptions options, Action<BadImage>? onBadImage = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(transform);
        ArgumentNullException.ThrowIfNull(options);
        string problems = string.Join(' ', options.Problems());
        if (problems.Length > 0)
            throw new ArgumentException(problems, nameof(options));
        if (source.Count <= 0)
            throw new InvalidDataException("The image source is empty.");
        if (options.Mode == LoaderMode.Training && options.BatchSize > source.Count)
        {
            throw new InvalidDataException($"The batch size {options.BatchSize} is larger than the data set of {source.Count} images: " +
                "an epoch would have no full batch. Choose a smaller batch size or more data.");
        }
        this.source = source;
        this.transform = transform;
        this.options = options;
        this.onBadImage = onBadImage;
        plan = new BatchPlan(source.Count, options.BatchSize, options.Mode);
    }

    /// <summary>Batches in an epoch; the last one may be short in <see cref="LoaderMode.Evaluation"/> only.</summary>
    public long BatchesPerEpoch => plan.BatchesPerEpoch;

    /// <summary>
    /// Reads the batches <paramref name="firstBatch"/> to <paramref name="endBatch"/> − 1, in order; batch b is number
    /// b % <see cref="BatchesPerEpoch"/> of epoch b / <see cref="BatchesPerEpoch"/>. The threads start with the enumeration and stop
    /// when it ends or its enumerator is disposed. At most <see cref="LoaderOptions.PrefetchBatches"/> + 1 batches are in memory
    /// besides those the caller has not disposed.
    /// </summary>
    /// <param name="firstBatch">The first batch; counting of unreadable images starts with it.</param>
    /// <param name="endBatch">The batch to stop before.</param>
    /// <param name="cancel">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The batches; each is the caller's to dispose. Enumerating throws <see cref="InvalidDataException"/> when more images
    /// of an epoch are unreadable than <see cref="LoaderOptions.MaxBadFraction"/> allows or a position cannot be filled at all, and
    /// what a source or transform throws otherwise.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is negative.</exception>
    public IEnumerable<ImageBatch> Read(long firstBatch, long endBatch, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfLessThan(endBatch, firstBatch);
        return Stream(firstBatch, endBatch, cancel);
    }

    /// <summary>Reads one epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="cancel">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>As of <see cref="Read"/>.</returns>
    public IEnumerable<ImageBatch> ReadEpoch(int epoch, CancellationToken cancel = default) =>
        Read(epoch * BatchesPerEpoch, (epoch + 1L) * BatchesPerEpoch, cancel);

    internal BatchStream Open(long firstBatch, long endBatch) => new(
        plan,
        new SampleReader(source, transform, options),
        new BadImageBudget(source.Count, options.MaxBadFraction, onBadImage),
        options,
        transform.Size,
        firstBatch,
        endBatch);

    private IEnumerable<ImageBatch> Stream(long firstBatch, long endBatch, CancellationToken cancel)
    {
        using BatchStream stream = Open(firstBatch, endBatch);
        while (stream.Next(cancel) is { } batch)
            yield return batch;
    }
}
