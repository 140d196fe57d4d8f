using static TorchSharp.torch;

namespace MaeUnderstand.Models.Layers;

/// <summary>Two linear layers with the exact (erf) GELU between them (timm's <c>Mlp</c>).</summary>
internal sealed class Mlp : nn.Module<Tensor, Tensor>
{
    private readonly Linear fc1;
    private readonly Linear fc2;

    public Mlp(int width, int hiddenWidth, Initializer initializer) : base(nameof(Mlp))
    {
        fc1 = new Linear(width, hiddenWidth, initializer);
        fc2 = new Linear(hiddenWidth, width, initializer);
        RegisterComponents();
    }

    /// <param name="tokens">[B, S, D]</param>
    /// <returns>[B, S, D]</returns>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return fc2.call(nn.functional.gelu(fc1.call(tokens))).MoveToOuterDisposeScope();
    }
}
