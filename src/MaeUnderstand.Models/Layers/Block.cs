using static TorchSharp.torch;

namespace MaeUnderstand.Models.Layers;

/// <summary>
/// A pre-norm transformer block (timm's <c>Block</c>): x + attention(norm(x)), then x + mlp(norm(x)). The residual stream x and the norms
/// are float32 in a model of any format; the branches compute in the model's.
/// </summary>
internal sealed class Block : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm norm1;
    private readonly Attention attn;
    private readonly LayerNorm norm2;
    private readonly Mlp mlp;

    public Block(int width, int heads, int mlpRatio, Initializer initializer) : base(nameof(Block))
    {
        norm1 = new LayerNorm(width, initializer);
        attn = new Attention(width, heads, initializer);
        norm2 = new LayerNorm(width, initializer);
        mlp = new Mlp(width, mlpRatio * width, initializer);
        RegisterComponents();
    }

    /// <param name="tokens">[B, S, D]</param>
    /// <returns>[B, S, D]</returns>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        Tensor attended = tokens + attn.call(norm1.call(tokens));
        return (attended + mlp.call(norm2.call(attended))).MoveToOuterDisposeScope();
    }

    /// <summary>The block with its branches scaled image by image (<see cref="StochasticDepth"/>).</summary>
    /// <param name="tokens">[B, S, D]</param>
    /// <param name="attentionFactors">[B, 1, 1]</param>
    /// <param name="mlpFactors">[B, 1, 1]</param>
    /// <returns>[B, S, D]; owned by the caller.</returns>
    public Tensor Scaled(Tensor tokens, Tensor attentionFactors, Tensor mlpFactors)
    {
        using var scope = NewDisposeScope();
        Tensor attended = tokens + attn.call(norm1.call(tokens)) * attentionFactors;
        return (attended + mlp.call(norm2.call(attended)) * mlpFactors).MoveToOuterDisposeScope();
    }

    /// <summary>The attention probabilities of this block for its input.</summary>
    /// <param name="tokens">[B, S, D]</param>
    /// <returns>[B, N, S, S]; owned by the caller.</returns>
    public Tensor AttentionProbabilities(Tensor tokens)
    {
        using Tensor normed = norm1.call(tokens);
        return attn.Probabilities(normed);
    }
}
