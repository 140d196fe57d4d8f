using static TorchSharp.torch;

namespace MaeUnderstand.Models;

/// <summary>Images as sequences of patches. Tokens go row by row over the image; a patch's numbers run row, column, channel.</summary>
public static class Patches
{
    /// <summary>Cuts images into patches (the reference's <c>patchify</c>).</summary>
    /// <param name="images">[B, C, H, W]; H and W multiples of <paramref name="patchSize"/>. Borrowed.</param>
    /// <param name="patchSize">P, pixels along a side.</param>
    /// <returns>[B, L, P·P·C]; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The images have another form.</exception>
    public static Tensor Patchify(Tensor images, int patchSize)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(patchSize);
        if (images.dim() != 4 || images.shape[2] % patchSize != 0 || images.shape[3] % patchSize != 0)
        {
            throw new ArgumentException($"Images must be [B, C, H, W] with H and W multiples of {patchSize}, " +
                $"but are [{string.Join(", ", images.shape)}].", nameof(images));
        }
        using var scope = NewDisposeScope();
        (long batch, long channels) = (images.shape[0], images.shape[1]);
        (long rows, long columns) = (images.shape[2] / patchSize, images.shape[3] / patchSize);
        return images.view(batch, channels, rows, patchSize, columns, patchSize)
            .permute(0, 2, 4, 3, 5, 1)                                       // [B, rows, columns, P, P, C]
            .reshape(batch, rows * columns, patchSize * patchSize * channels)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Rebuilds square images from their patches; the inverse of <see cref="Patchify"/>.</summary>
    /// <param name="patches">[B, L, P·P·3], L a square number. Borrowed.</param>
    /// <param name="patchSize">P, pixels along a side.</param>
    /// <returns>[B, 3, H, W]; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The patches have another form.</exception>
    public static Tensor Unpatchify(Tensor patches, int patchSize)
    {
        ArgumentNullException.ThrowIfNull(patches);
        long grid = patches.dim() == 3 ? (long)Math.Round(Math.Sqrt(patches.shape[1])) : 0;
        if (grid < 1 || patches.shape[1] != grid * grid || patches.shape[2] != patchSize * patchSize * 3)
        {
            throw new ArgumentException($"Patches must be [B, L, {patchSize * patchSize * 3}] with L a square number, " +
                $"but are [{string.Join(", ", patches.shape)}].", nameof(patches));
        }
        using var scope = NewDisposeScope();
        return patches.view(-1, grid, grid, patchSize, patchSize, 3)
            .permute(0, 5, 1, 3, 2, 4)                                       // [B, 3, rows, P, columns, P]
            .reshape(-1, 3, grid * patchSize, grid * patchSize)
            .MoveToOuterDisposeScope();
    }
}
