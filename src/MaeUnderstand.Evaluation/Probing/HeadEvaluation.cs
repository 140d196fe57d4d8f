using MaeUnderstand.Torch.Compute;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>Measures heads on stored features.</summary>
internal static class HeadEvaluation
{
    private const int BatchSize = 1024;

    /// <summary>The scores of each replica.</summary>
    /// <param name="head">Borrowed.</param>
    /// <param name="store">Borrowed.</param>
    /// <param name="device">Where the head is.</param>
    public static ProbeScores[] Evaluate(ProbeHead head, FeatureStore store, Device device)
    {
        using var scores = new ScoreSum(head.Replicas, device);
        for (int first = 0; first < store.Count; first += BatchSize)
        {
            using var scope = NewDisposeScope();
            int count = Math.Min(BatchSize, store.Count - first);
            Tensor features = DeviceTransfer.Send(store.Read(first, count), device);
            Tensor labels = tensor([.. store.Labels.Skip(first).Take(count).Select(label => (long)label)], device: device);
            scores.AddLogits(head.Evaluate(features), labels);
        }
        return [.. Enumerable.Range(0, head.Replicas).Select(scores.Of)];
    }
}
