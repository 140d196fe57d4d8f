using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Layers;

/// <summary>x·Wᵀ + b with MAE's initialisation: Xavier uniform weight, zero bias (<c>models_mae.py</c>, <c>_init_weights</c>).</summary>
internal sealed class Linear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    public Linear(int inputs, int outputs, Initializer initializer) : base(nameof(Linear))
    {
        weight = initializer.XavierUniform([outputs, inputs], inputs, outputs);
        bias = initializer.Constant([outputs], 0);
        RegisterComponents();
    }

    /// <param name="input">[…, inputs]</param>
    /// <returns>[…, outputs]</returns>
    public override Tensor forward(Tensor input) => nn.functional.linear(input, weight, bias);
}
