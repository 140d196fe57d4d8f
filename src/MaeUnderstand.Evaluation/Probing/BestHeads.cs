using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>
/// The replicas of a head as of the epoch in which each had its highest top-1: which of them is taken shows only after the last epoch.
/// </summary>
internal sealed class BestHeads : IDisposable
{
    private readonly ProbeHead head;
    private readonly double[] top1;
    private readonly int[] epochs;
    private readonly IReadOnlyList<KeyValuePair<string, Tensor>>[] tensors;

    /// <param name="head">The head that is trained; borrowed.</param>
    public BestHeads(ProbeHead head)
    {
        this.head = head;
        top1 = new double[head.Replicas];
        epochs = new int[head.Replicas];
        tensors = new IReadOnlyList<KeyValuePair<string, Tensor>>[head.Replicas];
        using var scope = NewDisposeScope();
        for (int replica = 0; replica < head.Replicas; replica++)
        {
            tensors[replica] =
                [.. head.Tensors(replica).Select(pair => KeyValuePair.Create(pair.Key, pair.Value.clone().DetachFromDisposeScope()))];
        }
    }

    /// <summary>Keeps the replicas that did better than ever before.</summary>
    /// <param name="scores">The scores of each.</param>
    /// <param name="epoch">Epochs done.</param>
    public void Update(IReadOnlyList<ProbeScores> scores, int epoch)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        for (int replica = 0; replica < head.Replicas; replica++)
        {
            if (epochs[replica] > 0 && !(scores[replica].Top1 > top1[replica]))
                continue;
            (top1[replica], epochs[replica]) = (scores[replica].Top1, epoch);
            foreach ((KeyValuePair<string, Tensor> kept, KeyValuePair<string, Tensor> now) in tensors[replica].Zip(head.Tensors(replica)))
                kept.Value.copy_(now.Value);
        }
    }

    /// <summary>The highest top-1 of a replica.</summary>
    public double Top1Of(int replica) => top1[replica];

    /// <summary>The earliest epoch that reached it; the first is 1.</summary>
    public int EpochOf(int replica) => epochs[replica];

    /// <summary>A replica as of that epoch, as of <see cref="ProbeHead.Tensors"/>.</summary>
    /// <returns>Owned by this object.</returns>
    public IReadOnlyList<KeyValuePair<string, Tensor>> TensorsOf(int replica) => tensors[replica];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, Tensor tensor) in tensors.SelectMany(replica => replica))
            tensor.Dispose();
    }
}
