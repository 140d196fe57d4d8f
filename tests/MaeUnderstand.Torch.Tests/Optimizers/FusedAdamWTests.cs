using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Torch.Parameters;
using MaeUnderstand.Torch.Tests.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Tests.Optimizers;

public sealed class FusedAdamWTests : IDisposable
{
    private static readonly AdamWOptions Options = new() { Beta1 = 0.8, Beta2 = 0.9, Epsilon = 1e-3, WeightDecay = 0.3 };
    private static readonly double[] Rates = [0.01, 0.02, 0, 0.05, 0.03];

    private readonly DisposeScope scope = NewDisposeScope();
    private readonly SmallModule module = new();
    private readonly FlatParameters parameters;

    public FusedAdamWTests() => parameters = FlatParameters.Take(module);

    public void Dispose()
    {
        parameters.Dispose();
        module.Dispose();
        scope.Dispose();
    }

    [Fact, Trait("Kind", "Unit")]
    public void Step_SeveralSteps_AgreesWithTheFormulaInDoublePrecision()
    {
        using var optimizer = new FusedAdamW(parameters, Options);
        HandWritten decayed = new(weight: 1, Options.WeightDecay);
        HandWritten undecayed = new(weight: 7, decay: 0);
        foreach (double rate in Rates)
        {
            double gradient = Gradient(optimizer.StepCount);
            SetGradients(gradient);
            optimizer.Step(rate);
            decayed.Step(gradient, rate);
            undecayed.Step(gradient, rate);
            Assert.Equal(decayed.Weight, module.Matrix[0, 0].item<float>(), 2e-6);
            Assert.Equal(undecayed.Weight, module.Vector[0].item<float>(), 2e-6);
        }
        Assert.Equal(Rates.Length, optimizer.StepCount);
        Assert.Equal(decayed.Mean, parameters["matrix"].View(optimizer.Means)[0, 0].item<float>(), 1e-6);
        Assert.Equal(decayed.Square, parameters["matrix"].View(optimizer.Squares)[0, 0].item<float>(), 1e-6);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Step_Groups_TakeTheirOwnRateAndDecay()
    {
        using var grouped = new SmallModule();
        using FlatParameters own = FlatParameters.Take(grouped, (name, _) => name switch
        {
            "matrix" => new ParameterGroup(RateScale: 0.25, IsDecayed: true),
            "vector" => new ParameterGroup(RateScale: 0.5, IsDecayed: true),
            _ => new ParameterGroup(RateScale: 0.25, IsDecayed: false),
        });
        using var optimizer = new FusedAdamW(own, Options);
        HandWritten matrix = new(weight: 1, Options.WeightDecay);
        HandWritten vector = new(weight: 7, Options.WeightDecay);
        HandWritten bias = new(weight: 9, decay: 0);
        foreach (double rate in Rates)
        {
            double gradient = Gradient(optimizer.StepCount);
            foreach (FlatSlot slot in own.Slots)
                slot.View(own.Gradients).fill_(gradient);
            optimizer.Step(rate);
            matrix.Step(gradient, 0.25 * rate);
            vector.Step(gradient, 0.5 * rate);
            bias.Step(gradient, 0.25 * rate);
            Assert.Equal(matrix.Weight, grouped.Matrix[0, 0].item<float>(), 2e-6);
            Assert.Equal(vector.Weight, grouped.Vector[0].item<float>(), 2e-6);
            Assert.Equal(bias.Weight, grouped.Bias.item<float>(), 2e-6);
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Step_ZeroGradient_ShrinksDecayedWeightsOnly()
    {
        using var optimizer = new FusedAdamW(parameters, Options);
        optimizer.Step(0.5);
        Assert.Equal(6 * (1 - 0.5 * 0.3), module.Matrix[1, 2].item<float>(), 1e-6);
        Assert.Equal([7f, 8], module.Vector.data<float>().ToArray());
        Assert.Equal(9, module.Bias.item<float>());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Step_RateZero_MovesOnlyTheMoments()
    {
        using var optimizer = new FusedAdamW(parameters, Options);
        SetGradients(2);
        optimizer.Step(0);
        Assert.Equal([1f, 2, 3, 4, 5, 6], module.Matrix.data<float>().ToArray());
        Assert.Equal(0.2 * 2, parameters["vector"].View(optimizer.Means)[0].item<float>(), 1e-6);
        Assert.Equal(0.1 * 4, parameters["vector"].View(optimizer.Squares)[0].item<float>(), 1e-6);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Step_MomentsAndCountRestored_GoesOnBitForBit()
    {
        using var optimizer = new FusedAdamW(parameters, Options);
        Train(optimizer, steps: 2);
        using var otherModule = new SmallModule();
        using FlatParameters otherParameters = FlatParameters.Take(otherModule);
        using var other = new FusedAdamW(otherParameters, Options);
        otherParameters.Weights.copy_(parameters.Weights);
        other.Means.copy_(optimizer.Means);
        other.Squares.copy_(optimizer.Squares);
        other.StepCount = optimizer.StepCount;

        SetGradients(-0.7);
        otherParameters.Gradients.copy_(parameters.Gradients);
        optimizer.Step(0.1);
        other.Step(0.1);
        Assert.Equal(3, other.StepCount);
        Assert.Equal(parameters.Weights.data<float>().ToArray(), otherParameters.Weights.data<float>().ToArray());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Step_Padding_StaysZero()
    {
        using var optimizer = new FusedAdamW(parameters, Options);
        Train(optimizer, steps: 3);
        Assert.All(parameters.Weights[2..16].data<float>().ToArray(), weight => Assert.Equal(0, weight));
    }

    private static double Gradient(long step) => 0.5 - 0.4 * step;

    private void Train(FusedAdamW optimizer, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            SetGradients(Gradient(step));
            optimizer.Step(0.1);
        }
    }

    private void SetGradients(double value)
    {
        foreach (FlatSlot slot in parameters.Slots)
            slot.View(parameters.Gradients).fill_(value);
    }

    /// <summary>Loshchilov and Hutter 2019, algorithm 2, for one number.</summary>
    private sealed class HandWritten(double weight, double decay)
    {
        private int step;

        public double Weight { get; private set; } = weight;

        public double Mean { get; private set; }

        public double Square { get; private set; }

        public void Step(double gradient, double rate)
        {
            step++;
            Mean = Options.Beta1 * Mean + (1 - Options.Beta1) * gradient;
            Square = Options.Beta2 * Square + (1 - Options.Beta2) * gradient * gradient;
            double mean = Mean / (1 - Math.Pow(Options.Beta1, step));
            double square = Square / (1 - Math.Pow(Options.Beta2, step));
            Weight -= rate * decay * Weight;
            Weight -= rate * mean / (Math.Sqrt(square) + Options.Epsilon);
        }
    }
}
