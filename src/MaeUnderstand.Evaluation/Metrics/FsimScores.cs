using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>The results of <see cref="Fsim"/>.</summary>
/// <param name="fsim">[B], of the luminance.</param>
/// <param name="fsimc">[B], of the colours.</param>
public sealed class FsimScores(Tensor fsim, Tensor fsimc) : IDisposable
{
    /// <summary>[B], FSIM of the luminance; owned by this object.</summary>
    public Tensor Fsim { get; } = fsim;

    /// <summary>[B], FSIMc, which takes the colours into account; owned by this object.</summary>
    public Tensor Fsimc { get; } = fsimc;

    /// <inheritdoc/>
    public void Dispose()
    {
        Fsim.Dispose();
        Fsimc.Dispose();
    }
}
