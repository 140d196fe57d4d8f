using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>A perceptron of smooth layers (SiLU): three hidden ones, then a linear output.</summary>
internal sealed class Mlp : nn.Module<Tensor, Tensor>
{
    private const int HiddenLayers = 3;

    private readonly ModuleList<Linear> layers;

    /// <param name="inputs">Width of the input.</param>
    /// <param name="hidden">Width of the hidden layers.</param>
    /// <param name="outputs">Width of the output.</param>
    /// <param name="generator">Draws the weights: Xavier uniform; biases are 0.</param>
    /// <param name="device">Where it lives.</param>
    public Mlp(int inputs, int hidden, int outputs, Generator generator, Device device) : base(nameof(Mlp))
    {
        int[] widths = [inputs, .. Enumerable.Repeat(hidden, HiddenLayers), outputs];
        layers = new([.. widths.Zip(widths.Skip(1), (from, to) => Layer(from, to, generator, device))]);
        RegisterComponents();
    }

    /// <param name="input">[B, inputs]</param>
    /// <returns>[B, outputs]; owned by the caller.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        Tensor hidden = layers[0].call(input);
        foreach (Linear layer in layers.Skip(1))
            hidden = layer.call(nn.functional.silu(hidden));
        return hidden.MoveToOuterDisposeScope();
    }

    private static Linear Layer(int inputs, int outputs, Generator generator, Device device)
    {
        Linear layer = nn.Linear(inputs, outputs);
        using var _ = no_grad();
        double bound = Math.Sqrt(6.0 / (inputs + outputs));
        layer.weight!.uniform_(-bound, bound, generator);
        layer.bias!.zero_().Dispose();                 // a new handle, unlike that of other in-place methods (TorchSharp 0.107)
        return layer.to(device);
    }
}
