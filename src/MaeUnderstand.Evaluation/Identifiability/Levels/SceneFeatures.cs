using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Probing;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>Draws scenes of a world that no model was trained on, and makes an encoder's features of them.</summary>
/// <param name="source">The scenes; borrowed.</param>
/// <param name="size">Side of their pictures in pixels.</param>
/// <param name="regions">Regions along a side of an image, each of which has a feature of its own.</param>
internal sealed class SceneFeatures(SyntheticSource source, int size, int regions)
{
    private const int BatchSize = 256;

    /// <summary>The latents of the first images.</summary>
    /// <returns>[images][variables]</returns>
    public IReadOnlyList<IReadOnlyList<double>> Latents() =>
        [.. Enumerable.Range(0, source.Count).Select(index => source.SceneOf(index, epoch: 0).Latents)];

    /// <summary>The features of all images.</summary>
    /// <param name="encoder">Borrowed.</param>
    /// <param name="cancel">Ends the work after a batch.</param>
    /// <returns>[images, regions²·D] float32 on the CPU; owned by the caller.</returns>
    public Tensor Of(FrozenEncoder encoder, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        for (int first = 0; first < source.Count; first += BatchSize)
        {
            cancel.ThrowIfCancellationRequested();
            using var batch = NewDisposeScope();
            int start = first;
            Tensor pixels = Pixels(start, Math.Min(BatchSize, source.Count - start));
            parts.Add(encoder.RegionFeatures(pixels, regions, row => source.NameOf(start + row)).cpu().MoveToOuterDisposeScope());
        }
        return cat(parts, 0).MoveToOuterDisposeScope();
    }

    /// <returns>[count, 3, H, W] uint8.</returns>
    private Tensor Pixels(int first, int count)
    {
        var transform = new EvalTransform(size, resize: size);
        int bytes = 3 * size * size;
        var chw = new byte[count * bytes];
        Parallel.For(0, count, row =>
        {
            using IImageReader reader = source.Open(first + row, epoch: 0);
            transform.Apply(reader, default, chw.AsSpan(row * bytes, bytes));
        });
        return tensor(chw, count, 3, size, size);
    }
}
