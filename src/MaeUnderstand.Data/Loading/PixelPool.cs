using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Data;

/// <summary>
/// Keeps the buffers of batches between uses: a fresh one costs page faults at every batch. Page-locked ones go back to libtorch's own
/// pool instead, which knows when the copies from a buffer to the device are done.
/// </summary>
internal sealed class PixelPool(int batchSize, int imageSize, bool isPinned) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Stack<Tensor> free = new();
    private bool isClosed;

    /// <summary>Buffers made so far.</summary>
    public int Made { get; private set; }

    /// <returns>uint8 [batchSize, 3, imageSize, imageSize] of undefined content; to be returned.</returns>
    public Tensor Rent()
    {
        lock (gate)
        {
            if (free.TryPop(out Tensor? buffer))
                return buffer;
            Made++;
        }
        using DisposeScope scope = NewDisposeScope();
        Tensor fresh = empty(batchSize, 3, imageSize, imageSize, dtype: ScalarType.Byte);
        return (isPinned ? fresh.pin_memory() : fresh).DetachFromDisposeScope();
    }

    public void Return(Tensor buffer)
    {
        lock (gate)
        {
            if (!isClosed && !isPinned)
            {
                free.Push(buffer);
                return;
            }
        }
        buffer.Dispose();
    }

    /// <summary>Frees the buffers that are here; those still out are freed when they return.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isClosed = true;
            while (free.TryPop(out Tensor? buffer))
                buffer.Dispose();
        }
    }
}
