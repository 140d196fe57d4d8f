using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Layers;

/// <summary>
/// Layer normalisation over the last dimension, eps 1e-6 (MAE's; PyTorch's default is 1e-5). Its parameters are float32 in a model of
/// any format: it reads the residual stream, which is float32 too.
/// </summary>
internal sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-6;

    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long[] shape;

    public LayerNorm(int width, Initializer initializer) : base(nameof(LayerNorm))
    {
        shape = [width];
        weight = initializer.NormConstant(shape, 1);
        bias = initializer.NormConstant(shape, 0);
        RegisterComponents();
    }

    /// <param name="input">[…, D]</param>
    /// <returns>[…, D]</returns>
    public override Tensor forward(Tensor input) => nn.functional.layer_norm(input, shape, weight, bias, Epsilon);
}
