using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>Adds up top-1, top-5 and loss over the images of an evaluation; read once, at its end.</summary>
internal sealed class ScoreSum : IDisposable
{
    private const int MostGuesses = 5;

    private readonly Tensor top1;                        // [G]
    private readonly Tensor top5;
    private readonly Tensor loss;
    private long imageCount;

    /// <param name="replicas">G, classifiers that are scored side by side.</param>
    /// <param name="device">Where the scores are.</param>
    public ScoreSum(int replicas, Device device)
    {
        top1 = zeros(replicas, float64, device).DetachFromDisposeScope();
        top5 = zeros(replicas, float64, device).DetachFromDisposeScope();
        loss = zeros(replicas, float64, device).DetachFromDisposeScope();
    }

    /// <summary>Adds images by their logits.</summary>
    /// <param name="scores">[B, G, C]; borrowed.</param>
    /// <param name="labels">[B] int64; borrowed.</param>
    public void AddLogits(Tensor scores, Tensor labels)
    {
        using var scope = NewDisposeScope();
        Tensor target = Add(scores, labels, isVote: false);
        loss.sub_(scores.log_softmax(-1).gather(2, target).squeeze(2).sum(dim: 0, type: float64));
    }

    /// <summary>Adds images by votes, which have no loss: a class without a vote is no guess.</summary>
    /// <param name="votes">[B, C]; borrowed.</param>
    /// <param name="labels">[B] int64; borrowed.</param>
    public void AddVotes(Tensor votes, Tensor labels)
    {
        using var scope = NewDisposeScope();
        Add(votes.unsqueeze(1), labels, isVote: true);
    }

    /// <summary>The result of one classifier.</summary>
    public ProbeScores Of(int replica)
    {
        using var scope = NewDisposeScope();
        return new ProbeScores(Mean(top1), Mean(top5), Mean(loss));

        double Mean(Tensor sum) => sum[replica].item<double>() / imageCount;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        top1.Dispose();
        top5.Dispose();
        loss.Dispose();
    }

    /// <summary>Ranks the true class: among equal scores the lower class is first, and a score that is no number is last.</summary>
    /// <returns>[B, G, 1] The labels.</returns>
    private Tensor Add(Tensor scores, Tensor labels, bool isVote)
    {
        imageCount += scores.shape[0];
        Tensor target = labels.view(-1, 1, 1).expand(-1, scores.shape[1], 1);
        Tensor own = scores.gather(2, target);
        Tensor isLater = arange(scores.shape[2], dtype: int64, device: scores.device).ge(labels.view(-1, 1, 1));
        Tensor behind = scores.lt(own).logical_or_(scores.eq(own).logical_and_(isLater)).sum(-1);       // [B, G], itself included
        Tensor rank = scores.shape[2] - behind;
        Tensor isGuess = isVote ? own.squeeze(2).gt(0) : ones_like(rank, dtype: @bool);
        top1.add_(rank.lt(1).logical_and_(isGuess).sum(dim: 0));
        top5.add_(rank.lt(MostGuesses).logical_and_(isGuess).sum(dim: 0));
        return target;
    }
}
