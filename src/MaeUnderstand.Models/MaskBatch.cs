using MaeUnderstand.Masking;
using MaeUnderstand.Torch.Compute;
using static TorchSharp.torch;

namespace MaeUnderstand.Models;

/// <summary>The masks of a batch as tensors; every image keeps the same number of tokens.</summary>
public sealed class MaskBatch : IDisposable
{
    /// <summary>Takes the masks of a batch to a device.</summary>
    /// <param name="masks">One an image, at least one, all of equal length and count of visible tokens.</param>
    /// <param name="device">Where the tensors live.</param>
    /// <exception cref="ArgumentException">The masks are not of equal form.</exception>
    public MaskBatch(IReadOnlyList<TokenMask> masks, Device device)
    {
        ArgumentNullException.ThrowIfNull(masks);
        if (masks.Count == 0 || masks.Any(mask => mask.KeepCount != masks[0].KeepCount || mask.IdsShuffle.Count != masks[0].IdsShuffle.Count))
            throw new ArgumentException("A batch needs at least one mask, all with as many tokens and as many visible ones.", nameof(masks));

        (KeepCount, TokenCount) = (masks[0].KeepCount, masks[0].IdsShuffle.Count);
        using var scope = NewDisposeScope();
        Tensor ids = DeviceTransfer.Send(ToTensor(masks), device);
        Tensor shuffle = ids[0];
        IdsKeep = shuffle.narrow(1, 0, KeepCount).contiguous().DetachFromDisposeScope();
        IdsMasked = shuffle.narrow(1, KeepCount, TokenCount - KeepCount).contiguous().DetachFromDisposeScope();
        IdsRestore = ids[1].contiguous().DetachFromDisposeScope();
    }

    /// <summary>B, the number of images.</summary>
    public long Count => IdsKeep.shape[0];

    /// <summary>K, the visible tokens of an image.</summary>
    public int KeepCount { get; }

    /// <summary>L, the tokens of an image.</summary>
    public int TokenCount { get; }

    /// <summary>[B, K] int64: the visible tokens in the order in which they enter the encoder.</summary>
    public Tensor IdsKeep { get; }

    /// <summary>[B, L − K] int64: the removed tokens.</summary>
    public Tensor IdsMasked { get; }

    /// <summary>[B, L] int64: where token i stands in the shuffled sequence.</summary>
    public Tensor IdsRestore { get; }

    /// <summary>[B, L] float32: 1 where a token is removed, 0 where it is kept; owned by the caller.</summary>
    public Tensor ToMask()
    {
        using Tensor isMasked = IdsRestore.ge(KeepCount);
        return isMasked.to(float32);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        IdsKeep.Dispose();
        IdsMasked.Dispose();
        IdsRestore.Dispose();
    }

    /// <summary>[2, B, L]: the shuffled tokens, then their places.</summary>
    private static Tensor ToTensor(IReadOnlyList<TokenMask> masks)
    {
        int length = masks[0].IdsShuffle.Count;
        var values = new long[2 * masks.Count * length];
        Span<long> shuffles = values.AsSpan(0, masks.Count * length);
        Span<long> restores = values.AsSpan(masks.Count * length);
        for (int image = 0; image < masks.Count; image++)
        {
            for (int i = 0; i < length; i++)
            {
                shuffles[image * length + i] = masks[image].IdsShuffle[i];
                restores[image * length + i] = masks[image].IdsRestore[i];
            }
        }
        return tensor(values, [2, masks.Count, length]);
    }
}
