using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Layers;

/// <summary>Multi-head self-attention with a joint projection to queries, keys and values (timm's <c>Attention</c>).</summary>
internal sealed class Attention : nn.Module<Tensor, Tensor>
{
    private const long MostExplicitProbabilities = 1L << 28;                                 // half a gigabyte a layer in bf16

    private readonly Linear qkv;
    private readonly Linear proj;
    private readonly int heads;

    public Attention(int width, int heads, Initializer initializer) : base(nameof(Attention))
    {
        this.heads = heads;
        qkv = new Linear(width, 3 * width, initializer);
        proj = new Linear(width, width, initializer);
        RegisterComponents();
    }

    /// <param name="tokens">[B, S, D]</param>
    /// <returns>[B, S, D]</returns>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        (Tensor query, Tensor key, Tensor value) = Project(tokens);
        Tensor mixed = IsExplicitFaster(query)
            ? matmul(Probabilities(query, key), value)
            : nn.functional.scaled_dot_product_attention(query, key, value);                // [B, N, S, D/N]
        return proj.call(mixed.transpose(1, 2).reshape(tokens.shape)).MoveToOuterDisposeScope();
    }

    /// <summary>The softmax probabilities by which tokens attend to each other; for looking at, not for training.</summary>
    /// <param name="tokens">[B, S, D]</param>
    /// <returns>[B, N, S, S], rows are queries; owned by the caller.</returns>
    public Tensor Probabilities(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        (Tensor query, Tensor key, _) = Project(tokens);
        return Probabilities(query, key).MoveToOuterDisposeScope();
    }

    private static Tensor Probabilities(Tensor query, Tensor key) =>
        matmul(query * (1 / Math.Sqrt(query.shape[3])), key.transpose(2, 3)).softmax(-1);

    /// <summary>
    /// libtorch's fused attention cuts bf16 products on a CPU into blocks too small for its matrix library: forward and backward take
    /// four times (197 tokens) as long as the three whole-batch steps, which need memory for every probability in return.
    /// </summary>
    private static bool IsExplicitFaster(Tensor query) =>
        query.dtype == bfloat16 && query.device.type == DeviceType.CPU
        && query.shape[0] * query.shape[1] * query.shape[2] * query.shape[2] <= MostExplicitProbabilities;

    /// <summary>The outputs of the joint projection are all queries, then all keys, then all values, each head by head.</summary>
    private (Tensor Query, Tensor Key, Tensor Value) Project(Tensor tokens)
    {
        (long batch, long length, long width) = (tokens.shape[0], tokens.shape[1], tokens.shape[2]);
        Tensor joint = qkv.call(tokens).view(batch, length, 3, heads, width / heads);
        Tensor[] parts = joint.permute(2, 0, 3, 1, 4).contiguous().unbind(0);               // one copy here, one in the backward pass
        return (parts[0], parts[1], parts[2]);                                              // [B, N, S, D/N] each
    }
}
