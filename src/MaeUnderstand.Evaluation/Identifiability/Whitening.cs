using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>
/// An affine map that gives vectors mean 0 and the identity as covariance: z = L⁻¹(h − μ) with the factor L of the covariance LLᵀ.
/// Being invertible it takes no information away.
/// </summary>
internal sealed class Whitening : IDisposable
{
    private const double Floor = 1e-5;          // of the mean variance, added to the covariance: a direction may have collapsed

    private readonly Tensor mean;               // [1, D]
    private readonly Tensor inverseFactor;      // [D, D], L⁻ᵀ

    private Whitening(Tensor mean, Tensor inverseFactor) => (this.mean, this.inverseFactor) = (mean, inverseFactor);

    /// <summary>The map that whitens a set of vectors; differentiable in them.</summary>
    /// <param name="vectors">[N, D], float32, N well above D; borrowed.</param>
    public static Whitening Of(Tensor vectors)
    {
        using var scope = NewDisposeScope();
        Tensor mean = vectors.mean([0], keepdim: true);
        Tensor centred = vectors - mean;
        Tensor covariance = centred.t().mm(centred) / vectors.shape[0];
        Tensor identity = eye(vectors.shape[1], dtype: vectors.dtype, device: vectors.device);
        Tensor floor = covariance.diagonal().mean() * Floor + Floor * Floor;
        Tensor factor = linalg.cholesky(covariance + identity * floor);
        Tensor inverse = linalg.solve_triangular(factor, identity, upper: false);
        return new(mean.MoveToOuterDisposeScope(), inverse.t().MoveToOuterDisposeScope());
    }

    /// <summary>Maps vectors.</summary>
    /// <param name="vectors">[N, D]; borrowed.</param>
    /// <returns>[N, D]; owned by the caller.</returns>
    public Tensor Apply(Tensor vectors)
    {
        using var scope = NewDisposeScope();
        return (vectors - mean).mm(inverseFactor).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        mean.Dispose();
        inverseFactor.Dispose();
    }
}
