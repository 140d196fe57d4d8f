using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability.LatentProbing;

/// <summary>
/// Multinomial logistic regression from features to many discrete targets at once: their columns stand side by side in one matrix, a
/// softmax each, so that one product serves all. Each target has its own weight penalty, the best of a grid on the last fifth of the
/// training rows, and is then fitted on all of them.
/// </summary>
internal sealed class LogisticProbe
{
    private const int Iterations = 100;
    private const double Tolerance = 1e-4;

    /// <summary>About what a softmax's curvature is, for the scale of the search.</summary>
    private const double Curvature = 0.15;

    private static readonly double[] Penalties = [1e-2, 1e-1, 1];

    private readonly PrincipalFeatures features;
    private readonly IReadOnlyList<int> classes;
    private readonly CancellationToken cancel;

    private LogisticProbe(PrincipalFeatures features, IReadOnlyList<int> classes, CancellationToken cancel) =>
        (this.features, this.classes, this.cancel) = (features, classes, cancel);

    /// <summary>The accuracy above chance of every target on the test rows.</summary>
    /// <param name="features">Features; borrowed.</param>
    /// <param name="classes">[T] The number of values of each target.</param>
    /// <param name="train">[N, T] int64 values of the training rows; borrowed.</param>
    /// <param name="test">[M, T] those of the test rows; borrowed.</param>
    /// <param name="known">A target on which others depend; <see langword="null"/> for none.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>
    /// [T] (a − m) / (1 − m), with m the share of test rows that have the training rows' commonest value, of the same value of
    /// <paramref name="known"/>; 0 where m is 1.
    /// </returns>
    public static double[] Score(
        PrincipalFeatures features, IReadOnlyList<int> classes, Tensor train, Tensor test, int? known, CancellationToken cancel)
    {
        if (classes.Count == 0)
            return [];
        using var scope = NewDisposeScope();
        var probe = new LogisticProbe(features, classes, cancel);
        double[] penalties = probe.ChoosePenalties(train);
        Tensor weights = probe.Fit(features.Train, train, penalties);
        double[] accuracy = probe.Accuracy(features.Test, test, weights);
        return [.. accuracy.Select((share, target) =>
        {
            double chance = Chance(train, test, target, known == target ? null : known);
            return chance < 1 ? (share - chance) / (1 - chance) : 0;
        })];
    }

    private static double Chance(Tensor train, Tensor test, int target, int? known)
    {
        using var scope = NewDisposeScope();
        long[] values = [.. train.select(1, target).data<long>()], others = [.. test.select(1, target).data<long>()];
        long[] groups = known is { } column ? [.. train.select(1, column).data<long>()] : new long[values.Length];
        long[] otherGroups = known is { } same ? [.. test.select(1, same).data<long>()] : new long[others.Length];
        Dictionary<long, long> commonest = values.Zip(groups)
            .GroupBy(row => row.Second, row => row.First)
            .ToDictionary(group => group.Key, group => group.CountBy(value => value).MaxBy(pair => pair.Value).Key);
        return others.Zip(otherGroups)
            .Average(row => commonest.TryGetValue(row.Second, out long guess) && guess == row.First ? 1.0 : 0);
    }

    private double[] ChoosePenalties(Tensor train)
    {
        long fitted = features.FittedRows, held = train.shape[0] - fitted;
        var best = new double[classes.Count];
        double[] most = [.. Enumerable.Repeat(-1.0, classes.Count)];
        foreach (double penalty in Penalties)
        {
            using var scope = NewDisposeScope();
            Tensor weights = Fit(
                features.Train.narrow(0, 0, fitted), train.narrow(0, 0, fitted), [.. Enumerable.Repeat(penalty, classes.Count)]);
            double[] accuracy = Accuracy(features.Train.narrow(0, fitted, held), train.narrow(0, fitted, held), weights);
            for (int target = 0; target < best.Length; target++)
            {
                if (accuracy[target] > most[target])
                    (best[target], most[target]) = (penalty, accuracy[target]);
            }
        }
        return best;
    }

    /// <summary>
    /// Minimises over weights in units in which the loss is curved about equally along every direction: the same minimum, found in a few
    /// dozen steps however unequal the features are.
    /// </summary>
    /// <returns>[P + 1, all values] the last row the biases.</returns>
    private Tensor Fit(Tensor rows, Tensor targets, double[] penalties)
    {
        using var scope = NewDisposeScope();
        Tensor inputs = WithOnes(rows);
        Tensor wanted = cat([.. classes.Select((count, target) => nn.functional.one_hot(targets.select(1, target), count))], 1).to(float64);
        Tensor penalty = tensor([.. classes.SelectMany((count, target) => Enumerable.Repeat(penalties[target], count))]).unsqueeze(0);
        Tensor variances = features.Variances.unsqueeze(1);
        Tensor scale = cat([1 / (Curvature * variances + penalty).sqrt(), ones_like(penalty)], 0);
        penalty = cat([penalty.expand(rows.shape[1], -1), zeros_like(penalty)], 0);            // biases are free
        Tensor found = LimitedMemoryBfgs.Minimise(
            zeros_like(scale), point => Loss(point, scale, inputs, wanted, penalty), Iterations, Tolerance, cancel);
        return (scale * found).MoveToOuterDisposeScope();
    }

    private (double Value, Tensor Gradient) Loss(Tensor point, Tensor scale, Tensor inputs, Tensor wanted, Tensor penalty)
    {
        using var scope = NewDisposeScope();
        Tensor weights = scale * point;
        Tensor log = cat([.. Blocks(inputs.mm(weights)).Select(block => block.log_softmax(1))], 1);
        double value = (-(log * wanted).sum() / inputs.shape[0] + 0.5 * (penalty * weights.pow(2)).sum()).item<double>();
        Tensor gradient = scale * (inputs.t().mm(log.exp() - wanted) / inputs.shape[0] + penalty * weights);
        return (value, gradient.MoveToOuterDisposeScope());
    }

    private double[] Accuracy(Tensor rows, Tensor targets, Tensor weights)
    {
        using var scope = NewDisposeScope();
        return [.. Blocks(WithOnes(rows).mm(weights))
            .Select((block, target) => block.argmax(1).eq(targets.select(1, target)).to(float64).mean().item<double>())];
    }

    private IEnumerable<Tensor> Blocks(Tensor scores)
    {
        long first = 0;
        foreach (int count in classes)
        {
            yield return scores.narrow(1, first, count);
            first += count;
        }
    }

    private static Tensor WithOnes(Tensor rows) => cat([rows, ones(rows.shape[0], 1, dtype: float64)], 1);
}
