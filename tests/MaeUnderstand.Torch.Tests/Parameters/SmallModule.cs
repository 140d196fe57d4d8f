using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Tests.Parameters;

/// <summary>A module with one matrix, one vector, one <c>.bias</c> of two dimensions and one fixed table.</summary>
internal sealed class SmallModule : nn.Module
{
    private readonly Parameter matrix;
    private readonly Parameter vector;
    private readonly Inner part;
    private readonly Parameter table;

    public SmallModule(ScalarType type = ScalarType.Float32) : base(nameof(SmallModule))
    {
        matrix = New(tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } }, dtype: type));
        vector = New(tensor(new float[] { 7, 8 }, dtype: type));
        part = new Inner(type);
        table = New(ones(2, 2), isTrained: false);
        RegisterComponents();
    }

    public Parameter Matrix => matrix;

    public Parameter Vector => vector;

    public Parameter Bias => part.Bias;

    public Parameter Table => table;

    /// <summary>Σ matrix·a + Σ vector²: its gradient is a for the matrix and 2·vector for the vector.</summary>
    public Tensor Loss(double a)
    {
        using var scope = NewDisposeScope();
        return ((matrix * a).sum() + vector.square().sum() + part.Bias.sum()).MoveToOuterDisposeScope();
    }

    internal static Parameter New(Tensor values, bool isTrained = true) =>
        (Parameter)new Parameter(values, isTrained).DetachFromDisposeScope();

    private sealed class Inner : nn.Module
    {
        private readonly Parameter bias;

        public Inner(ScalarType type) : base(nameof(Inner))
        {
            bias = New(tensor(new float[,] { { 9 } }, dtype: type));
            RegisterComponents();
        }

        public Parameter Bias => bias;
    }
}
