using static TorchSharp.torch;

namespace MaeUnderstand.Data;

/// <summary>A batch of images. Its pixels lie in memory that <see cref="Dispose"/> gives back to the loader for a later batch.</summary>
public sealed class ImageBatch : IDisposable
{
    /// <summary>In <see cref="Indices"/>: there is no image.</summary>
    public const int NoImage = -1;

    private readonly BatchSlot slot;
    private readonly PixelPool pool;
    private bool isDisposed;

    internal ImageBatch(BatchSlot slot, PixelPool pool, int badImages)
    {
        this.slot = slot;
        this.pool = pool;
        BadImages = badImages;
        Pixels = slot.Pixels.narrow(0, 0, slot.Count).DetachFromDisposeScope();
    }

    /// <summary>uint8 [B, 3, H, W] on the CPU; owned by this batch. In page-locked memory, copies to a device may be
    /// under way when it is disposed.</summary>
    public Tensor Pixels { get; }

    /// <summary>Images in the batch.</summary>
    public int Count => slot.Count;

    /// <summary>[B], the class of each image.</summary>
    public IReadOnlyList<int> Labels => slot.Labels;

    /// <summary>[B], which image of the source each one is. Where the image could not be read: in training the index of its replacement,
    /// in evaluation <see cref="NoImage"/>, and the pixels, which are black then, do not count.</summary>
    public IReadOnlyList<int> Indices => slot.Indices;

    /// <summary>The batch's number since the start of the run.</summary>
    public long Number => slot.Number;

    /// <summary>The batch's epoch, from 0.</summary>
    public int Epoch => slot.Epoch;

    /// <summary>The batch's number in its epoch, from 0.</summary>
    public int PositionInEpoch => slot.PositionInEpoch;

    /// <summary>Images of this batch that could not be read.</summary>
    public int BadImages { get; }

    /// <summary>The labels as a tensor.</summary>
    /// <returns>int64 [B] on the CPU; owned by the caller.</returns>
    public Tensor LabelTensor() => tensor([.. slot.Labels.Select(label => (long)label)]);

    /// <summary>Gives the memory back; further calls do nothing.</summary>
    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        Pixels.Dispose();
        pool.Return(slot.Pixels);
    }
}
