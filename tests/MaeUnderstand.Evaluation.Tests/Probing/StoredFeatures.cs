using MaeUnderstand.Evaluation.Probing;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Tests.Probing;

/// <summary>Feature stores made of given numbers.</summary>
internal static class StoredFeatures
{
    /// <summary>Writes and opens a store; owned by the caller.</summary>
    /// <param name="folder">Made anew.</param>
    /// <param name="features">[N, D]; borrowed.</param>
    /// <param name="labels">[N].</param>
    /// <param name="classCount">C.</param>
    /// <param name="format">bf16 or fp32.</param>
    public static FeatureStore Make(string folder, Tensor features, IReadOnlyList<int> labels, int classCount, string format = "fp32")
    {
        FeatureIdentity identity = Identity(features, classCount, format);
        using (FeatureWriter writer = FeatureWriter.Open(folder, identity))
        {
            writer.Append(features, [.. Enumerable.Range(0, labels.Count)], labels);
            writer.Complete();
        }
        return FeatureStore.TryOpen(folder, identity)!;
    }

    /// <summary>An identity of features of that shape.</summary>
    public static FeatureIdentity Identity(Tensor features, int classCount, string format = "fp32", string data = "data") => new(
        "train", "encoder", data, "none", format, (int)features.shape[1], (int)features.shape[0],
        [.. Enumerable.Range(0, classCount).Select(label => $"class-{label}")]);

    /// <summary>Two clusters a class apart, the same for the same seed; [N, D] and [N].</summary>
    public static (Tensor Features, int[] Labels) Clusters(int count, int width, int classCount, int seed, double spread = 0.3)
    {
        using var generator = new Generator((ulong)seed, CPU);
        using var centreGenerator = new Generator(1234, CPU);
        using Tensor centres = empty(classCount, width).normal_(0, 1, centreGenerator);
        int[] labels = [.. Enumerable.Range(0, count).Select(row => row % classCount)];
        using Tensor index = tensor([.. labels.Select(label => (long)label)]);
        using Tensor own = centres.index_select(0, index);
        using Tensor noise = empty(count, width).normal_(0, spread, generator);
        return (own + noise, labels);
    }
}
