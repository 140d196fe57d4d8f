using MaeUnderstand.Masking;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Runs;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>
/// Trains heads on stored features, one for each learning rate of a grid, all at once: they see the same batches, so a batch costs one
/// matrix product however many there are. The best by validation is taken, and its head is saved as of the last epoch and as of its best.
/// </summary>
internal sealed class CachedProbe
{
    private readonly HeadRecipe recipe;
    private readonly FeatureStore train;
    private readonly FeatureStore validation;
    private readonly Device device;
    private readonly ScalarType productType;
    private readonly RandomKey orderKey;
    private readonly long[] labels;
    private readonly string folder;

    /// <param name="recipe">How the heads are trained.</param>
    /// <param name="train">The features to learn from; borrowed.</param>
    /// <param name="validation">The features to measure on; borrowed.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="productType">The format of matrix products.</param>
    /// <param name="folder">Where heads go.</param>
    public CachedProbe(
        HeadRecipe recipe, FeatureStore train, FeatureStore validation, Device device, ScalarType productType, string folder)
    {
        recipe.RequireSteps(train.Count);
        (this.recipe, this.train, this.validation, this.device, this.productType) = (recipe, train, validation, device, productType);
        this.folder = folder;
        orderKey = RandomKey.FromSeed(recipe.Seed).For(RandomPurpose.Order);
        labels = [.. train.Labels.Select(label => (long)label)];
    }

    /// <summary>Trains, measures and saves.</summary>
    /// <param name="others">Features that the chosen head is measured on too; borrowed.</param>
    /// <param name="onEpoch">Told of each epoch, of the replica that is best in it.</param>
    /// <param name="cancel">Ends the work after a step.</param>
    /// <exception cref="TrainingFailedException">The loss of every learning rate is not a finite number.</exception>
    public HeadResult Run(IReadOnlyList<FeatureStore> others, Action<EpochProgress> onEpoch, CancellationToken cancel)
    {
        using ProbeHead head = NewHead();
        using var best = new BestHeads(head);
        using Tensor batch = empty(recipe.BatchSize, train.Width, train.Format);
        ProbeScores[] scores = [];
        for (int epoch = 0; epoch < recipe.Epochs; epoch++)
        {
            double[] losses = TrainEpoch(head, epoch, batch, cancel);
            scores = HeadEvaluation.Evaluate(head, validation, device);
            best.Update(scores, epoch + 1);
            int leading = BestOf(scores, epoch);
            (double rate, ProbeScores score) = (LastRates(epoch)[leading], scores[leading]);
            onEpoch(new EpochProgress(epoch + 1, recipe.Epochs, rate, losses[leading], score.Loss, score.Top1, score.Top5));
        }
        int chosen = BestOf(scores, recipe.Epochs - 1);
        Save(head, best, chosen);
        return new HeadResult(
            scores[chosen], best.Top1Of(chosen), best.EpochOf(chosen), recipe.BaseLearningRates[chosen],
            [.. others.Select(store => HeadEvaluation.Evaluate(head, store, device)[chosen])]);
    }

    /// <summary>A fresh head of one replica a learning rate; owned by the caller.</summary>
    internal ProbeHead NewHead() => new(
        recipe.BaseLearningRates.Count, train.Identity.ClassNames.Count, train.Width, recipe.Lars, device, productType,
        RandomKey.FromSeed(recipe.Seed).For(RandomPurpose.ProbeHead).Value);

    /// <summary>Trains for an epoch.</summary>
    /// <param name="head">Borrowed.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="batch">Room for a batch of features; borrowed.</param>
    /// <param name="cancel">Ends the work after a step.</param>
    /// <returns>[G] The mean training loss of each replica.</returns>
    internal double[] TrainEpoch(ProbeHead head, int epoch, Tensor batch, CancellationToken cancel)
    {
        int[] order = [.. Enumerable.Range(0, train.Count)];
        var random = new KeyedRandom(orderKey.Derive(epoch));
        random.Shuffle<int>(order);
        (int batches, int steps) = recipe.EpochOf(train.Count);
        using var scope = NewDisposeScope();
        Tensor total = zeros(head.Replicas, float64, device);
        for (int step = 0; step < steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            for (int i = 0; i < recipe.Accumulation; i++)
                total.add_(Accumulate(head, order.AsSpan((step * recipe.Accumulation + i) * recipe.BatchSize, recipe.BatchSize), batch));
            head.Step(recipe.RatesAt(epoch + (double)step * recipe.Accumulation / batches));
        }
        return [.. (total / ((double)steps * recipe.EffectiveBatch)).cpu().data<double>()];
    }

    private void Save(ProbeHead head, BestHeads best, int replica)
    {
        using var scope = NewDisposeScope();
        var identity = new ProbeIdentity(
            train.Identity.Encoder, train.Identity.Data, recipe.Seed, recipe.EffectiveBatch, recipe.BatchSize, recipe.MinCrop,
            recipe.IsFlipped, train.Identity.ClassNames, ProbeFeatures.Cached);
        HeadState last = StateAfter(recipe.Epochs) with { BestTop1 = best.Top1Of(replica), BestEpoch = best.EpochOf(replica) };
        (last with { Steps = StateAfter(last.BestEpoch).Steps }).Write(
            Path.Combine(folder, ProbeFiles.BestHead), best.TensorsOf(replica), identity);
        last.Write(Path.Combine(folder, ProbeFiles.LastHead), head.Tensors(replica), identity);
    }

    private HeadState StateAfter(int epochs) => HeadState.Start with { Steps = (long)epochs * recipe.EpochOf(train.Count).Steps };

    private Tensor Accumulate(ProbeHead head, ReadOnlySpan<int> rows, Tensor batch)
    {
        using var scope = NewDisposeScope();
        train.Read(rows, batch);
        var target = new long[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            target[i] = labels[rows[i]];
        Tensor features = DeviceTransfer.Send(batch, device);
        return head.Accumulate(features, tensor(target, device: device), 1.0 / recipe.EffectiveBatch).MoveToOuterDisposeScope();
    }

    private double[] LastRates(int epoch)
    {
        (int batches, int steps) = recipe.EpochOf(train.Count);
        return recipe.RatesAt(epoch + (double)(steps - 1) * recipe.Accumulation / batches);
    }

    /// <summary>The replica with the highest top-1, of equals the one with the lowest loss; never one that diverged.</summary>
    private static int BestOf(ProbeScores[] scores, int epoch)
    {
        int[] finite = [.. Enumerable.Range(0, scores.Length).Where(replica => double.IsFinite(scores[replica].Loss))];
        return finite.Length > 0
            ? finite.MaxBy(replica => (scores[replica].Top1, -scores[replica].Loss))
            : throw new TrainingFailedException($"The loss of the head is not a finite number after epoch {epoch + 1} with any of the " +
                "learning rates. Give a lower --lr-grid.");
    }
}
