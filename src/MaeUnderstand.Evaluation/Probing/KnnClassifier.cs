using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>
/// Weighted k-nearest-neighbour classification by cosine similarity (Wu et al. 2018; DINO's <c>eval_knn.py</c>): the k most similar
/// training features vote for their classes with exp(similarity / temperature). Similarities are matrix products of chunks, so memory
/// does not grow with the product of the counts. They find candidates in float32, somewhat more than k; the candidates' similarities
/// are then computed in float64, so that rounding in products of other shapes does not decide which neighbours count.
/// </summary>
public sealed class KnnClassifier
{
    private const int QueryChunk = 1024;
    private const int TrainChunk = 8192;
    private const int ExactChunk = 128;
    private const int SpareCandidates = 8;

    private readonly int neighbours;
    private readonly double temperature;

    /// <summary>Makes a classifier.</summary>
    /// <param name="neighbours">k.</param>
    /// <param name="temperature">Divides similarities; DINO's default 0.07.</param>
    public KnnClassifier(int neighbours, double temperature = 0.07)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neighbours);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        (this.neighbours, this.temperature) = (neighbours, temperature);
    }

    /// <summary>Classifies the validation features by the training features.</summary>
    /// <param name="train">Borrowed.</param>
    /// <param name="validation">Borrowed.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="cancel">Ends the work after a chunk.</param>
    internal ProbeScores Evaluate(FeatureStore train, FeatureStore validation, Device device, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        using var scores = new ScoreSum(1, device);
        using Tensor candidates = Candidates(train, validation, device, cancel);
        for (int first = 0; first < validation.Count; first += ExactChunk)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            int count = Math.Min(ExactChunk, validation.Count - first);
            Tensor votes = Votes(train, validation.Read(first, count), candidates.narrow(0, first, count));
            Tensor labels = tensor([.. validation.Labels.Skip(first).Take(count).Select(label => (long)label)]);
            scores.AddVotes(votes.to(device), labels.to(device));
        }
        return scores.Of(0) with { Loss = double.NaN };
    }

    /// <summary>The training features most similar to each query, by products in float32.</summary>
    /// <returns>[Q, k + spare] int64 on the CPU; owned by the caller.</returns>
    private Tensor Candidates(FeatureStore train, FeatureStore validation, Device device, CancellationToken cancel)
    {
        int count = Math.Min(neighbours + SpareCandidates, train.Count);
        using var outer = NewDisposeScope();
        using var _ = no_grad();
        var queries = new List<Tensor>();
        for (int first = 0; first < validation.Count; first += QueryChunk)
            queries.Add(Unit(validation.Read(first, Math.Min(QueryChunk, validation.Count - first)).to(device)));
        var best = new (Tensor Similarity, Tensor Index)?[queries.Count];
        for (int first = 0; first < train.Count; first += TrainChunk)
        {
            using var scope = NewDisposeScope();
            Tensor keys = Unit(train.Read(first, Math.Min(TrainChunk, train.Count - first)).to(device)).t();     // [D, T]
            for (int chunk = 0; chunk < queries.Count; chunk++)
            {
                cancel.ThrowIfCancellationRequested();
                using var inner = NewDisposeScope();
                (Tensor Similarity, Tensor Index) merged = Merge(best[chunk], queries[chunk].mm(keys), first, count);
                best[chunk]?.Similarity.Dispose();
                best[chunk]?.Index.Dispose();
                best[chunk] = (Moved(merged.Similarity), Moved(merged.Index));
            }
        }
        return cat([.. best.Select(pair => pair!.Value.Index)], 0).cpu().MoveToOuterDisposeScope();

        static Tensor Moved(Tensor tensor) => tensor.MoveToOuterDisposeScope().MoveToOuterDisposeScope();        // of both loops
    }

    private static (Tensor Similarity, Tensor Index) Merge((Tensor Similarity, Tensor Index)? best, Tensor similarity, int first, int count)
    {
        (Tensor values, Tensor indices) = similarity.topk((int)Math.Min(count, similarity.shape[1]), dim: 1, sorted: false);
        indices = indices + first;
        if (best is not { } known)
            return (values, indices);
        Tensor all = cat([known.Similarity, values], 1);
        Tensor allIndices = cat([known.Index, indices], 1);
        (Tensor kept, Tensor places) = all.topk((int)Math.Min(count, all.shape[1]), dim: 1, sorted: false);
        return (kept, allIndices.gather(1, places));
    }

    /// <summary>The votes of the k nearest of the candidates, by similarities in float64.</summary>
    /// <param name="train">Borrowed.</param>
    /// <param name="queries">[B, D]; borrowed.</param>
    /// <param name="candidates">[B, M]; borrowed.</param>
    /// <returns>[B, C] float64 on the CPU.</returns>
    private Tensor Votes(FeatureStore train, Tensor queries, Tensor candidates)
    {
        (long count, long width) = (candidates.shape[0], candidates.shape[1]);
        int[] rows = [.. candidates.contiguous().data<long>().Select(row => (int)row)];
        Tensor gathered = empty(rows.Length, train.Width, train.Format);
        train.Read(rows, gathered);
        Tensor keys = Unit(gathered.to(float64)).view(count, width, train.Width);
        Tensor similarity = keys.bmm(Unit(queries.to(float64)).unsqueeze(2)).squeeze(2);                     // [B, M]
        (Tensor values, Tensor places) = similarity.topk((int)Math.Min(neighbours, width), dim: 1);
        Tensor labels = tensor([.. rows.Select(row => (long)train.Labels[row])], [count, width]);
        Tensor weights = (values / temperature).exp_();
        return zeros(count, train.Identity.ClassNames.Count, float64).scatter_add_(1, labels.gather(1, places), weights);
    }

    private static Tensor Unit(Tensor rows)
    {
        Tensor values = rows.dtype == float64 ? rows : rows.to(float32);
        return values / values.norm(1, keepdim: true, p: 2).clamp_min(1e-12);
    }
}
