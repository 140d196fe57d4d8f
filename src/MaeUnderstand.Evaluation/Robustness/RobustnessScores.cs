using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>
/// Counts right guesses where several of a classifier's classes may count as right for an image. Over all of its classes, a guess is
/// right if it is one of those (ObjectNet's own scoring, and that of every set with one class for each folder); among the data set's
/// classes alone, each has the largest logit of those that count for it (the scoring of ImageNet-A's and -R's authors, and wise-ft's of
/// ObjectNet). Among equal logits the lower column is the earlier guess; a logit that is no number is never right.
/// </summary>
internal sealed class RobustnessScores : IDisposable
{
    private const int MostGuesses = 5;

    private readonly Tensor members;                     // [G, M] the columns that count for each class, the first repeated to fill up

    /// <param name="columns">[G] The columns that count for each class.</param>
    public RobustnessScores(IReadOnlyList<IReadOnlyList<int>> columns)
    {
        int most = columns.Max(own => own.Count);
        long[] filled = [.. columns.SelectMany(own => own.Concat(Enumerable.Repeat(own[0], most - own.Count))).Select(column => (long)column)];
        members = tensor(filled, [columns.Count, most]).DetachFromDisposeScope();
    }

    /// <summary>Images so far.</summary>
    public long Images { get; private set; }

    /// <summary>Images whose first guess among all of the classifier's classes is right.</summary>
    public long Top1 { get; private set; }

    /// <summary>Images of whose first five guesses among all of the classifier's classes one is right.</summary>
    public long Top5 { get; private set; }

    /// <summary>Images whose first guess among the data set's classes is right.</summary>
    public long RestrictedTop1 { get; private set; }

    /// <summary>Adds images.</summary>
    /// <param name="logits">[B, C]; borrowed.</param>
    /// <param name="labels">[B] int64, the data set's classes; borrowed.</param>
    public void Add(Tensor logits, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor columns = members.to(logits.device);
        Images += logits.shape[0];

        Tensor own = columns.index_select(0, labels);                                           // [B, M]
        Tensor rank = RankOf(logits, logits.gather(1, own), own);
        Top1 += Count(rank.lt(1));
        Top5 += Count(rank.lt(MostGuesses));

        (long classes, long width) = (columns.shape[0], columns.shape[1]);
        Tensor scores = logits.index_select(1, columns.view(-1)).view(-1, classes, width).amax([-1]);        // [B, G]
        Tensor label = labels.unsqueeze(1);
        RestrictedTop1 += Count(RankOf(scores, scores.gather(1, label), label).lt(1));
    }

    /// <inheritdoc/>
    public void Dispose() => members.Dispose();

    /// <summary>How many scores come before the best of an image's own.</summary>
    /// <param name="scores">[B, C].</param>
    /// <param name="own">[B, M] Its own scores.</param>
    /// <param name="columns">[B, M] Where they stand.</param>
    /// <returns>[B].</returns>
    private static Tensor RankOf(Tensor scores, Tensor own, Tensor columns)
    {
        long count = scores.shape[1];
        Tensor best = own.amax([1], keepdim: true);                                             // [B, 1]
        Tensor bestColumn = columns.where(own.eq(best), full_like(columns, count)).amin([1], keepdim: true);
        Tensor isLater = arange(count, dtype: int64, device: scores.device).ge(bestColumn);
        Tensor behind = scores.lt(best).logical_or_(scores.eq(best).logical_and_(isLater)).sum(1);           // itself included
        return count - behind;
    }

    private static long Count(Tensor isRight) => isRight.sum().item<long>();
}
