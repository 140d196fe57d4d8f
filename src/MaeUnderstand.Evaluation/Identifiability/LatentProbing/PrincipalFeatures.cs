using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability.LatentProbing;

/// <summary>
/// Features of training and test rows in float64 on the CPU: standardised by the training rows, and turned into their principal
/// directions, of which the widest are kept.
/// </summary>
internal sealed class PrincipalFeatures : IDisposable
{
    /// <summary>
    /// The most directions that are kept, for speed: a latent that shows only in narrower ones is missed, alike for every encoder.
    /// </summary>
    public const int MostDirections = 400;

    /// <summary>Share of the training rows that a choice among fits is made with.</summary>
    private const double HeldShare = 0.2;

    /// <summary>Standardises and turns.</summary>
    /// <param name="train">[N, D] borrowed.</param>
    /// <param name="test">[M, D] borrowed.</param>
    /// <exception cref="ArgumentException">There are too few rows, or the widths differ.</exception>
    public PrincipalFeatures(Tensor train, Tensor test)
    {
        if (train.dim() != 2 || test.dim() != 2 || train.shape[1] != test.shape[1] || train.shape[0] < 10 || test.shape[0] < 2)
        {
            throw new ArgumentException($"Features of [{string.Join(", ", train.shape)}] to train and " +
                $"[{string.Join(", ", test.shape)}] to test do not make a probe.", nameof(train));
        }
        using var scope = NewDisposeScope();
        Tensor rows = train.to(float64).cpu();
        Tensor mean = rows.mean([0], keepdim: true);
        Tensor deviation = (rows - mean).pow(2).mean([0], keepdim: true).sqrt().clamp_min(1e-8);
        Tensor standard = (rows - mean) / deviation;
        (Tensor variances, Tensor directions) = linalg.eigh(standard.t().mm(standard) / standard.shape[0]);       // ascending
        long kept = Math.Min(MostDirections, standard.shape[1]);
        long first = standard.shape[1] - kept;
        Tensor widest = directions.narrow(1, first, kept);
        Train = standard.mm(widest).DetachFromDisposeScope();
        Test = ((test.to(float64).cpu() - mean) / deviation).mm(widest).DetachFromDisposeScope();
        Variances = variances.narrow(0, first, kept).clamp_min(0).DetachFromDisposeScope();
        FittedRows = (long)(train.shape[0] * (1 - HeldShare));
    }

    /// <summary>[N, P] owned by this object.</summary>
    public Tensor Train { get; }

    /// <summary>[M, P] owned by this object.</summary>
    public Tensor Test { get; }

    /// <summary>[P] The variance of each column of <see cref="Train"/>; owned by this object.</summary>
    public Tensor Variances { get; }

    /// <summary>Training rows that a first fit uses; the ones after them choose among fits.</summary>
    public long FittedRows { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
        Variances.Dispose();
    }
}
