using System.Text.Json;
using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Torch.Optimizers;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Tests.Probing;

/// <summary>The head of the linear probe and LARS against recorded steps of the reference.</summary>
public sealed class LarsGoldenTests
{
    private const string Kind = "mae";

    [Theory, Trait("Kind", "Golden")]
    [InlineData("lars_steps"), InlineData("lars_steps_large_lr"), InlineData("lars_steps_wd")]
    public void Head_RecordedSteps_AgreesStageByStage(string name)
    {
        using var scope = NewDisposeScope();
        using GoldenTensors golden = GoldenTensors.Open(Kind, name);
        JsonElement settings = Golden.Json(Kind, "config.json").GetProperty("lars").GetProperty(name);
        Tensor features = golden.Read("features");
        Tensor labels = golden.Read("labels");
        Tensor initial = golden.Read("head.weight");
        using ProbeHead head = Head(initial, settings, replicas: 1);
        Restore(head, 0, initial, golden.Read("head.bias"));

        var losses = new List<float>();
        for (int step = 0; step < settings.GetProperty("steps").GetInt32(); step++)
        {
            losses.Add(head.Accumulate(features, labels, 1.0 / features.shape[0]).item<float>() / features.shape[0]);
            head.Step([settings.GetProperty("lr").GetDouble()]);
        }

        Dictionary<string, Tensor> after = head.Tensors(0).ToDictionary();
        golden.AssertClose("loss", tensor([.. losses]));
        golden.AssertClose("bn.running_mean", after["head.0.running_mean"]);
        golden.AssertClose("bn.running_var", after["head.0.running_var"]);
        golden.AssertEqual("bn.num_batches_tracked", after["head.0.num_batches_tracked"]);
        golden.AssertClose("head.weight_after", after["head.1.weight"]);
        golden.AssertClose("head.bias_after", after["head.1.bias"]);
        golden.AssertClose("head.weight_delta", after["head.1.weight"] - initial);
        golden.AssertClose("eval_logits", head.Evaluate(golden.Read("eval_features"))[TensorIndex.Colon, 0]);
    }

    [Fact, Trait("Kind", "Golden")]
    public void Head_ReplicasOfOtherRates_StepAsIfAlone()
    {
        using var scope = NewDisposeScope();
        using GoldenTensors golden = GoldenTensors.Open(Kind, "lars_steps");
        JsonElement settings = Golden.Json(Kind, "config.json").GetProperty("lars").GetProperty("lars_steps");
        double rate = settings.GetProperty("lr").GetDouble();
        Tensor features = golden.Read("features");
        using ProbeHead head = Head(golden.Read("head.weight"), settings, replicas: 3);
        for (int replica = 0; replica < 3; replica++)
            Restore(head, replica, golden.Read("head.weight"), golden.Read("head.bias"));
        for (int step = 0; step < settings.GetProperty("steps").GetInt32(); step++)
        {
            head.Accumulate(features, golden.Read("labels"), 1.0 / features.shape[0]);
            head.Step([100 * rate, rate, 0]);
        }

        golden.AssertClose("head.weight_after", head.Tensors(1).ToDictionary()["head.1.weight"]);
        golden.AssertClose("head.bias_after", head.Tensors(1).ToDictionary()["head.1.bias"]);
        golden.AssertEqual("head.weight", head.Tensors(2).ToDictionary()["head.1.weight"]);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Head_HalvesOfAStepAccumulated_GiveTheGradientOfTheirBatches()
    {
        using var scope = NewDisposeScope();
        using GoldenTensors golden = GoldenTensors.Open(Kind, "lars_steps");
        Tensor features = golden.Read("features");
        Tensor labels = golden.Read("labels");
        long half = features.shape[0] / 2;
        using Tensor weight = golden.Read("head.weight").requires_grad_();
        Tensor[] losses = [.. new[] { 0, half }.Select(first =>
        {
            Tensor input = features.narrow(0, first, half);
            Tensor normal = (input - input.mean([0])) * (input.var(0, unbiased: false) + 1e-6).rsqrt();
            return nn.functional.cross_entropy(normal.mm(weight.t()), labels.narrow(0, first, half));
        })];
        ((losses[0] + losses[1]) / 2).backward();
        using Lars lars = new([(weight, weight.grad!)], new LarsOptions());
        lars.Step(1);

        using ProbeHead head = new(1, (int)weight.shape[0], (int)weight.shape[1], new LarsOptions(), CPU, float32, seed: 0);
        Restore(head, 0, golden.Read("head.weight"), golden.Read("head.bias"));
        head.Accumulate(features.narrow(0, 0, half), labels.narrow(0, 0, half), 0.5 / half);
        head.Accumulate(features.narrow(0, half, half), labels.narrow(0, half, half), 0.5 / half);
        head.Step([1]);
        using Tensor difference = (head.Tensors(0).ToDictionary()["head.1.weight"] - weight.detach()).abs().max();
        Assert.InRange(difference.item<float>(), 0, 1e-7);                        // float32; the step itself is 1e-3 of the weight
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0, 1), InlineData(1, 0)]
    public void Lars_ZeroNorm_TakesThePlainGradient(double weight, double gradient)
    {
        using var scope = NewDisposeScope();
        Tensor weights = full([2, 2], weight);
        Tensor gradients = full([2, 2], gradient);
        using var lars = new Lars([(weights, gradients)], new LarsOptions());
        lars.Step(0.5);
        Assert.All(weights.data<float>().ToArray(), value => Assert.Equal(weight - 0.5 * gradient, value, tolerance: 1e-7));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Lars_OtherShapes_NamesBoth()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => new Lars([(zeros(2, 3), zeros(3, 2))], new LarsOptions()));
        Assert.StartsWith("The weights are [2, 3], their gradients [3, 2].", error.Message);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(false), InlineData(true)]
    public void Head_Steps_LeaveNoTensorBehind(bool isBf16) => Leaks.None(() =>
    {
        using ProbeHead head = new(2, 3, 4, new LarsOptions { WeightDecay = 0.1 }, CPU, isBf16 ? bfloat16 : float32, seed: 0);
        using Tensor features = ones(6, 4);
        using Tensor labels = zeros(6, int64);
        using Tensor loss = head.Accumulate(features, labels, 1);
        head.Step([0.1, 0.2]);
        using Tensor scores = head.Evaluate(features);
    });

    private static ProbeHead Head(Tensor weight, JsonElement settings, int replicas) => new(
        replicas, (int)weight.shape[0], (int)weight.shape[1],
        new LarsOptions
        {
            Momentum = settings.GetProperty("momentum").GetDouble(),
            TrustCoefficient = settings.GetProperty("trust_coefficient").GetDouble(),
            WeightDecay = settings.GetProperty("weight_decay").GetDouble(),
        },
        CPU, float32, seed: 0);

    private static void Restore(ProbeHead head, int replica, Tensor weight, Tensor bias) => head.Restore(replica, name => name switch
    {
        "head.1.weight" => weight,
        "head.1.bias" => bias,
        "head.0.running_mean" => zeros(weight.shape[1]),
        "head.0.running_var" => ones(weight.shape[1]),
        "head.0.num_batches_tracked" => tensor(0L),
        _ => zeros(name.EndsWith("weight", StringComparison.Ordinal) ? weight.shape : bias.shape),
    });
}
