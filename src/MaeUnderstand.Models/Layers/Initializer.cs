using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Layers;

/// <summary>Makes initial parameters on one device from one stream of random numbers, so that a seed fixes a model.</summary>
internal sealed class Initializer : IDisposable
{
    private readonly Device device;
    private readonly ScalarType type;
    private readonly Generator? generator;

    /// <param name="device">Where the parameters live. The numbers are drawn on the CPU, so that they are the same on every device.</param>
    /// <param name="seed">Names the stream.</param>
    public Initializer(Device device, long seed)
    {
        (this.device, type) = (device, float32);
        generator = new Generator(unchecked((ulong)seed), CPU);
    }

    private Initializer(Device device, ScalarType type) => (this.device, this.type) = (device, type);

    /// <summary>Draws no random numbers: for a model that is given its weights at once.</summary>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="type">The format of the parameters, except norms and tables.</param>
    public static Initializer Unset(Device device, ScalarType type) => new(device, type);

    /// <summary>Uniform in ±√(6 / (fanIn + fanOut)).</summary>
    public Parameter XavierUniform(long[] shape, int fanIn, int fanOut) => Uniform(shape, Math.Sqrt(6.0 / (fanIn + fanOut)));

    /// <summary>Uniform in ±<paramref name="bound"/>.</summary>
    public Parameter Uniform(long[] shape, double bound) => Draw(shape, values => values.uniform_(-bound, bound, generator));

    /// <summary>Normal of mean 0.</summary>
    public Parameter Normal(long[] shape, double standardDeviation) =>
        Draw(shape, values => values.normal_(0, standardDeviation, generator));

    /// <summary>One value everywhere.</summary>
    public Parameter Constant(long[] shape, double value) => ToParameter(full(shape, value, type));

    /// <summary>One value everywhere; float32 in a model of any format.</summary>
    public Parameter NormConstant(long[] shape, double value) => ToParameter(full(shape, value, float32));

    /// <summary>A given table, with a batch dimension before it.</summary>
    /// <param name="table">Its values.</param>
    /// <param name="isTrained">Whether it has gradients; it is part of the state dict in either case.</param>
    public Parameter Table(float[,] table, bool isTrained) => ToParameter(tensor(table).unsqueeze_(0), isTrained);

    public void Dispose() => generator?.Dispose();

    private Parameter Draw(long[] shape, Action<Tensor> fill)
    {
        Tensor values = empty(shape, type, CPU);
        if (generator is not null)
            fill(values);
        return ToParameter(values);
    }

    private Parameter ToParameter(Tensor values, bool isTrained = true)
    {
        Tensor placed = values.to(device);
        if (!ReferenceEquals(placed, values))
            values.Dispose();
        return (Parameter)new Parameter(placed, isTrained).DetachFromDisposeScope();
    }
}
