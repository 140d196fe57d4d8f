using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>
/// How well one set of variables determines others: kernel ridge regression with a Gaussian kernel, scored by R² on samples that it has
/// not seen. Kernel width and ridge are chosen for every target by a part of their own. Float64.
/// </summary>
internal static class KernelRidge
{
    // Times the median distance between training samples.
    private static readonly double[] Widths = [1, 2, 4];

    // Added to the kernel matrix, whose diagonal is 1; the last leaves next to nothing but the mean, which suits unrelated targets.
    private static readonly double[] Ridges = [1e-5, 1e-3, 1e-1, 10, 1e4];

    private const int MedianSamples = 500;

    /// <summary>
    /// R² = 1 − Σ (target − prediction)² / Σ (target − mean)² over all scored samples and all columns of a target: 1 where the inputs
    /// determine it, about 0 where they say nothing, and below 0 where the regression does worse than the mean.
    /// </summary>
    /// <param name="inputs">[N, D] float64; borrowed. Columns are to be of like scale.</param>
    /// <param name="targets">[N, T] float64; borrowed.</param>
    /// <param name="groups">The columns of each target; may overlap.</param>
    /// <param name="split">How the N samples, in their order, are used.</param>
    /// <returns>R² of each target.</returns>
    public static double[] HeldOutR2(Tensor inputs, Tensor targets, IReadOnlyList<Range> groups, RegressionSplit split)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor mean = targets.narrow(0, 0, split.Train).mean([0], keepdim: true);
        Tensor centred = targets - mean;
        Tensor distances = SquaredDistances(inputs, inputs.narrow(0, 0, split.Train));            // [N, train]
        double median = MedianOf(distances, split.Train);
        var best = new (double Validation, double Test)[groups.Count];
        Array.Fill(best, (double.NegativeInfinity, double.NaN));
        foreach (double width in Widths)
        {
            using var inner = NewDisposeScope();
            Tensor kernel = (distances * (-0.5 / (width * width * median))).exp_();
            foreach (double ridge in Ridges)
                Improve(best, Predict(kernel, centred, split.Train, ridge), centred, groups, split);
        }
        return [.. best.Select(scores => scores.Test)];
    }

    /// <summary>[N, T] of a kernel matrix [N, train].</summary>
    private static Tensor Predict(Tensor kernel, Tensor centred, int train, double ridge)
    {
        using var scope = NewDisposeScope();
        Tensor square = kernel.narrow(0, 0, train) + eye(train, dtype: float64, device: kernel.device) * ridge;
        Tensor factor = linalg.cholesky(square);
        Tensor half = linalg.solve_triangular(factor, centred.narrow(0, 0, train), upper: false);
        Tensor weights = linalg.solve_triangular(factor.t(), half, upper: true);
        return kernel.mm(weights).MoveToOuterDisposeScope();
    }

    private static void Improve((double Validation, double Test)[] best, Tensor predicted, Tensor centred, IReadOnlyList<Range> groups,
        RegressionSplit split)
    {
        using var scope = NewDisposeScope();
        double[] validation = R2(predicted, centred, groups, split.Train, split.Validation);
        double[] test = R2(predicted, centred, groups, split.Train + split.Validation, split.Test);
        for (int group = 0; group < best.Length; group++)
        {
            if (validation[group] > best[group].Validation)
                best[group] = (validation[group], test[group]);
        }
    }

    private static double[] R2(Tensor predicted, Tensor centred, IReadOnlyList<Range> groups, int first, int count)
    {
        using var scope = NewDisposeScope();
        Tensor truth = centred.narrow(0, first, count);
        double[] errors = (predicted.narrow(0, first, count) - truth).square().sum(dim: 0).cpu().data<double>().ToArray();
        double[] variances = (truth - truth.mean([0], keepdim: true)).square().sum(dim: 0).cpu().data<double>().ToArray();
        return [.. groups.Select(group => 1 - errors[group].Sum() / variances[group].Sum())];
    }

    private static Tensor SquaredDistances(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        Tensor products = a.mm(b.t());
        Tensor squares = a.square().sum(1, keepdim: true) + b.square().sum(1, keepdim: true).t();
        return (squares - products * 2).clamp_min_(0).MoveToOuterDisposeScope();
    }

    /// <summary>The median of the squared distances between some training samples.</summary>
    private static double MedianOf(Tensor distances, int train)
    {
        using var scope = NewDisposeScope();
        int some = Math.Min(train, MedianSamples);
        return Math.Max(distances.narrow(0, 0, some).narrow(1, 0, some).flatten().median().item<double>(), double.Epsilon);
    }
}
