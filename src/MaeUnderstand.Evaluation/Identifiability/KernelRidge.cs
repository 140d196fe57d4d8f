using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>
/// How well one set of variables determines others: kernel ridge regression with a Gaussian kernel, scored by R² on samples that it has
/// not seen. Kernel width and ridge are chosen for every target by a part of their own. Float64.
/// </summary>
/// <remarks>
/// A rougher regression replaces a smoother one where its squared error on the choosing part is lower by two standard errors of the
/// difference. The plain minimum now and then takes chance for a pattern: such a fit of pure noise goes astray where samples are rare.
/// </remarks>
internal static class KernelRidge
{
    // Times the median distance between training samples; the smoothest first.
    private static readonly double[] Widths = [4, 2, 1];

    // Added to the kernel matrix, whose diagonal is 1; the first leaves next to nothing but the mean, which suits unrelated targets.
    private static readonly double[] Ridges = [1e4, 10, 1e-1, 1e-3, 1e-5];

    private const double StandardErrors = 2;

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
        var fits = new TargetFit?[groups.Count];
        foreach (double width in Widths)
        {
            using var inner = NewDisposeScope();
            Tensor kernel = (distances * (-0.5 / (width * width * median))).exp_();
            foreach (double ridge in Ridges)
                Improve(fits, Predict(kernel, centred, split.Train, ridge), centred, groups, split);
        }
        return [.. fits.Select(fit => fit!.TestR2)];
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

    private static void Improve(TargetFit?[] fits, Tensor predicted, Tensor centred, IReadOnlyList<Range> groups, RegressionSplit split)
    {
        using var scope = NewDisposeScope();
        Tensor squares = (predicted - centred).square();
        double[,] validation = Rows(squares.narrow(0, split.Train, split.Validation));
        int testStart = split.Train + split.Validation;
        Tensor truth = centred.narrow(0, testStart, split.Test);
        double[,] errors = Rows(squares.narrow(0, testStart, split.Test).sum(dim: 0, keepdim: true));
        double[,] variances = Rows((truth - truth.mean([0], keepdim: true)).square().sum(dim: 0, keepdim: true));
        for (int group = 0; group < fits.Length; group++)
        {
            double error = SumsOf(errors, groups[group])[0], variance = SumsOf(variances, groups[group])[0];
            var fit = new TargetFit(SumsOf(validation, groups[group]), 1 - error / variance);
            if (fits[group] is not { } incumbent || fit.Beats(incumbent))
                fits[group] = fit;
        }
    }

    private static double[,] Rows(Tensor values)
    {
        double[] flat = values.contiguous().cpu().data<double>().ToArray();
        var rows = new double[values.shape[0], values.shape[1]];
        Buffer.BlockCopy(flat, 0, rows, 0, flat.Length * sizeof(double));
        return rows;
    }

    /// <summary>Each row's sum over some columns.</summary>
    private static double[] SumsOf(double[,] rows, Range columns)
    {
        (int first, int count) = columns.GetOffsetAndLength(rows.GetLength(1));
        var sums = new double[rows.GetLength(0)];
        for (int row = 0; row < sums.Length; row++)
        {
            for (int column = first; column < first + count; column++)
                sums[row] += rows[row, column];
        }
        return sums;
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
        double median = distances.narrow(0, 0, some).narrow(1, 0, some).flatten().median().item<double>();
        return median > 0 ? median : 1;                        // inputs that are all alike tell nothing at any width
    }

    /// <summary>A regression of one target.</summary>
    /// <param name="Errors">Its squared errors on the choosing part, a sample each.</param>
    /// <param name="TestR2">Its score.</param>
    private sealed record TargetFit(double[] Errors, double TestR2)
    {
        /// <summary>Whether it is better than a smoother one by more than chance.</summary>
        public bool Beats(TargetFit smoother)
        {
            double sum = 0, squares = 0;
            for (int i = 0; i < Errors.Length; i++)
            {
                double gain = smoother.Errors[i] - Errors[i];
                sum += gain;
                squares += gain * gain;
            }
            double mean = sum / Errors.Length;
            double variance = squares / Errors.Length - mean * mean;
            return mean > StandardErrors * Math.Sqrt(Math.Max(0, variance) / Errors.Length);
        }
    }
}
