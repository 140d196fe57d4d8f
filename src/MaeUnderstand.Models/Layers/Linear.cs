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

    /// <summary>A layer with weights of a normal distribution.</summary>
    public Linear(int inputs, int outputs, double deviation, Initializer initializer) : base(nameof(Linear))
    {
        weight = initializer.Normal([outputs, inputs], deviation);
        bias = initializer.Constant([outputs], 0);
        RegisterComponents();
    }

    /// <param name="input">[…, inputs] in any format</param>
    /// <returns>[…, outputs] in the weight's format, in which the product is computed</returns>
    public override Tensor forward(Tensor input)
    {
        if (input.dtype == weight.dtype)
            return nn.functional.linear(input, weight, bias);
        using Tensor rounded = input.to(weight.dtype);
        return nn.functional.linear(rounded, weight, bias);
    }
}
