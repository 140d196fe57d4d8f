using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>
/// The estimator of Theorem 2 on vectors: an encoder f of the visible part, and a decoder g of the code ĉ = f(x_v) and the masked-only
/// information s_m that rebuilds the masked part, trained on E‖g(f(x_v), s_m) − x_m‖².
/// </summary>
/// <remarks>
/// <para>
/// The theorem asks for a g with an invertible Jacobian: without it, a component of ĉ that the decoder ignores could carry anything of
/// the visible part. Three things stand for it here. The width of ĉ is the number of independent dimensions that C determines, those of
/// the noise of its members and of their ancestors (the members' vectors side by side may be longer, as they share ancestors): fewer
/// could not rebuild x_m, more would be free. Each batch of codes is whitened, so that no direction of ĉ can vanish and the scale of ĉ
/// means nothing. And a third network q is to find the code again in the decoder's output: the penalty E‖q(g(ĉ, s_m)) − ĉ‖², which is
/// 0 just where g has an inverse in ĉ, and which whitening keeps from being made small by shrinking ĉ.
/// </para>
/// <para>
/// The penalty looks at the decoder's output and never at the true x_m: were q to read x_m, its agreement with f(x_v) would be a
/// learning signal of its own (that of contrastive methods), and what is tested here is masked autoencoding. A determinant or singular
/// values of the Jacobian would need a backward pass per dimension of x_m in every step; this costs one more perceptron.
/// </para>
/// </remarks>
internal sealed class IdentifyModel : nn.Module
{
    private readonly Mlp encoder;
    private readonly Mlp decoder;
    private readonly Mlp inverse;

    /// <summary>Draws a model.</summary>
    /// <param name="widths">The dimensions of what comes in and goes out.</param>
    /// <param name="hidden">Width of the hidden layers.</param>
    /// <param name="seed">Fixes the weights; the same on every device.</param>
    /// <param name="device">Where it lives.</param>
    public IdentifyModel(IdentifyWidths widths, int hidden, ulong seed, Device device) : base(nameof(IdentifyModel))
    {
        using var generator = new Generator(seed, CPU);
        encoder = new Mlp(widths.Visible, hidden, widths.Code, generator, device);
        decoder = new Mlp(widths.Code + widths.Given, hidden, widths.Masked, generator, device);
        inverse = new Mlp(widths.Masked, hidden, widths.Code, generator, device);
        RegisterComponents();
    }

    /// <summary>Codes before whitening.</summary>
    /// <param name="visible">[B, dim x_v]; borrowed.</param>
    /// <returns>[B, dim ĉ]; owned by the caller.</returns>
    public Tensor Encode(Tensor visible) => encoder.call(visible);

    /// <summary>Rebuilds the masked part.</summary>
    /// <param name="code">[B, dim ĉ], whitened; borrowed.</param>
    /// <param name="given">[B, dim s_m], or of width 0; borrowed.</param>
    /// <returns>[B, dim x_m]; owned by the caller.</returns>
    public Tensor Decode(Tensor code, Tensor given)
    {
        using Tensor input = cat([code, given], 1);
        return decoder.call(input);
    }

    /// <summary>Looks for the code in the decoder's output.</summary>
    /// <param name="rebuilt">[B, dim x_m]; borrowed.</param>
    /// <returns>[B, dim ĉ]; owned by the caller.</returns>
    public Tensor Recover(Tensor rebuilt) => inverse.call(rebuilt);
}
