namespace MaeUnderstand.Data;

/// <summary>Cuts epochs into batches: arithmetic only.</summary>
internal sealed class BatchPlan(int imageCount, int batchSize, LoaderMode mode)
{
    public long BatchesPerEpoch { get; } = mode == LoaderMode.Training ? imageCount / batchSize : (imageCount - 1) / batchSize + 1;

    public (int Epoch, int Position) Locate(long batch)
    {
        (long epoch, long position) = Math.DivRem(batch, BatchesPerEpoch);
        return (checked((int)epoch), (int)position);
    }

    /// <summary>The positions of the epoch's order that a batch takes.</summary>
    public (int First, int Count) Samples(int positionInEpoch)
    {
        int first = positionInEpoch * batchSize;
        return (first, Math.Min(batchSize, imageCount - first));
    }
}
