using MaeUnderstand.Masking;
using static TorchSharp.torch;

namespace MaeUnderstand.Models;

/// <summary>
/// Drop path (Huang et al. 2016; timm's <c>DropPath</c>, as the reference fine-tunes with it): in training, an image passes by a branch
/// of a block with a chance that grows linearly from 0 in the first block to the given rate in the last. What remains is scaled by one
/// over the chance of remaining. The two branches of a block are drawn apart.
/// </summary>
/// <param name="rate">The chance in the last block, at least 0 and below 1.</param>
/// <param name="depth">How many blocks.</param>
public sealed class StochasticDepth(double rate, int depth)
{
    private const int BranchesPerBlock = 2;

    /// <summary>The chance to be dropped in a block.</summary>
    /// <param name="block">From 0.</param>
    public double RateOf(int block) => depth == 1 ? 0 : rate * block / (depth - 1);

    /// <summary>Draws what the branches are multiplied by for the images of a batch.</summary>
    /// <param name="keys">B keys: each image's factors are a function of its key.</param>
    /// <param name="device">Where they go.</param>
    /// <returns>[2 · blocks, B, 1, 1] float32, 0 or one over the chance of remaining: attention and MLP of the first block, then of the
    /// next; owned by the caller. <see langword="null"/> where nothing is ever dropped.</returns>
    public Tensor? Draw(IReadOnlyList<RandomKey> keys, Device device)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (rate == 0)
            return null;
        var factors = new float[BranchesPerBlock * depth * keys.Count];
        for (int image = 0; image < keys.Count; image++)
        {
            var random = new KeyedRandom(keys[image]);
            for (int branch = 0; branch < BranchesPerBlock * depth; branch++)
            {
                double keep = 1 - RateOf(branch / BranchesPerBlock);
                factors[branch * keys.Count + image] = random.NextDouble() < keep ? (float)(1 / keep) : 0;
            }
        }
        return tensor(factors, [BranchesPerBlock * depth, keys.Count, 1, 1], device: device);
    }
}
