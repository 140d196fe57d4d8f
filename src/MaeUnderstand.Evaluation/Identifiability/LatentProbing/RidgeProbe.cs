using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability.LatentProbing;

/// <summary>
/// Ridge regression from features to many targets at once. Each target has its own ridge, the best of a grid
/// on the last fifth of the training rows, and is then fitted on all of them.
/// </summary>
internal static class RidgeProbe
{
    /// <summary>Ridges in units of a standardised feature's variance.</summary>
    private static readonly double[] Ridges = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100];

    /// <summary>R² of every target on the test rows.</summary>
    /// <param name="features">Features; borrowed.</param>
    /// <param name="train">[N, T] float64 targets of the training rows; borrowed.</param>
    /// <param name="test">[M, T] those of the test rows; borrowed.</param>
    /// <returns>[T] 1 − squared error ÷ variance; 0 for a target that does not vary.</returns>
    public static double[] Score(PrincipalFeatures features, Tensor train, Tensor test)
    {
        using var scope = NewDisposeScope();
        long fitted = features.FittedRows;
        Tensor held = train.narrow(0, fitted, train.shape[0] - fitted);
        var fit = new Fit(features.Train.narrow(0, 0, fitted), train.narrow(0, 0, fitted));
        Tensor heldFeatures = features.Train.narrow(0, fitted, train.shape[0] - fitted);
        Tensor scores = stack([.. Ridges.Select(ridge => ExplainedVariance(fit.Predict(heldFeatures, ridge), held))]);   // [ridges, T]
        long[] best = [.. scores.argmax(0).data<long>()];
        var refit = new Fit(features.Train, train);
        Tensor all = stack([.. Ridges.Select(ridge => ExplainedVariance(refit.Predict(features.Test, ridge), test))]);
        return [.. best.Select((ridge, target) => all[ridge, target].item<double>())];
    }

    private static Tensor ExplainedVariance(Tensor predicted, Tensor actual)
    {
        Tensor error = (actual - predicted).pow(2).mean([0]);
        Tensor variance = (actual - actual.mean([0])).pow(2).mean([0]);
        return where(variance > 1e-12, 1 - error / variance.clamp_min(1e-12), zeros_like(error));
    }

    /// <summary>One decomposition of the covariance serves every ridge.</summary>
    private sealed class Fit
    {
        private readonly Tensor means;
        private readonly Tensor values;
        private readonly Tensor vectors;
        private readonly Tensor rotated;

        public Fit(Tensor features, Tensor targets)
        {
            means = targets.mean([0], keepdim: true);
            (values, vectors) = linalg.eigh(features.t().mm(features) / features.shape[0]);
            rotated = vectors.t().mm(features.t().mm(targets - means) / features.shape[0]);
        }

        public Tensor Predict(Tensor features, double ridge) =>
            features.mm(vectors.mm(rotated / (values.clamp_min(0) + ridge).unsqueeze(1))) + means;
    }
}
