using MaeUnderstand.Data;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Safetensors;
using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Runs;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Tests.Pretraining;

/// <summary>bf16 training next to fp32. Where the processor has no bf16 products, libtorch emulates them.</summary>
[Trait("Kind", "Unit")]
public sealed class PrecisionTests : IDisposable
{
    private static readonly PretrainOptions Fp32 = TinyRun.Options;
    private static readonly PretrainOptions Bf16 = TinyRun.Options with { Precision = TrainingPrecision.Bf16 };

    private readonly TinyRun runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public void Step_Bf16_HasTheLossAndGradientOfFp32UpToRounding()
    {
        (double loss, float[] gradients) = FirstStep(Fp32);
        (double loss16, float[] gradients16) = FirstStep(Bf16);

        Assert.NotEqual(loss, loss16);
        Assert.Equal(loss, loss16, 0.005 * loss);                                   // bf16 keeps 8 bits: 0.4 %
        double cosine = Dot(gradients, gradients16) / Math.Sqrt(Dot(gradients, gradients) * Dot(gradients16, gradients16));
        Assert.True(cosine is > 0.999 and < 1, $"The cosine between the gradients is {cosine}.");
    }

    [Fact]
    public void Step_Bf16Accumulated_HasTheGradientOfTheWholeBatch()
    {
        (_, float[] whole) = FirstStep(Bf16);
        (_, float[] halves) = FirstStep(Bf16 with { BatchSize = 2, Accumulation = 2 });
        double difference = Math.Sqrt(whole.Zip(halves, (a, b) => Math.Pow(a - b, 2)).Sum() / Dot(whole, whole));
        Assert.True(difference < 0.01, $"The gradients differ by {difference:P2}.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Train_Bf16_FollowsTheLossesOfFp32(long seed)
    {
        const int warmup = 40;
        const int window = 20;
        PretrainOptions options = Fp32 with
        {
            Seed = seed, ImageSize = 32, SyntheticImages = 32, Epochs = 40, WarmupEpochs = 5, BaseLearningRate = 0.1,
        };
        runs.Train("fp32", options);
        runs.Train("bf16", options with { Precision = TrainingPrecision.Bf16 });
        double[] expected = Smoothed("fp32");
        double[] actual = Smoothed("bf16");

        Assert.True(expected[^1] < 0.95 * expected[0], $"The loss went from {expected[0]} to {expected[^1]}.");
        double worst = expected.Zip(actual, (a, b) => Math.Abs(b / a - 1)).Max();
        Assert.True(worst is > 0 and < 0.015, $"The smoothed losses differ by up to {worst:P2}.");

        double[] Smoothed(string name)
        {
            double[] losses = [.. MetricsLog.Read(runs.Metrics(name)).Skip(warmup).Select(item => (double)item.Loss)];
            return [.. Enumerable.Range(0, losses.Length - window + 1).Select(i => losses.Skip(i).Take(window).Average())];
        }
    }

    [Fact]
    public void Train_Bf16_SavesFloat32Weights()
    {
        runs.Train("run", Bf16);
        using var scope = NewDisposeScope();
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(runs.Checkpoint("run", 4), "model.safetensors"));
        Tensor weight = file.Read("blocks.0.mlp.fc1.weight");
        Assert.Equal(float32, weight.dtype);
        Assert.False(weight.to(bfloat16).to(float32).equal(weight).all().item<bool>());
    }

    [Fact]
    public void Restore_Bf16_RepeatsTheUninterruptedRunBitForBit()
    {
        PretrainOptions saving = Bf16 with { SaveEvery = 2 };
        runs.Train("whole", saving);
        using var source = new CancellationTokenSource();
        runs.Train("parts", saving, onProgress: progress => { if (progress.Step == 2) source.Cancel(); }, stop: source.Token);
        runs.Train("parts", saving);
        Assert.Equal(File.ReadAllText(runs.Metrics("whole")), File.ReadAllText(runs.Metrics("parts")));
    }

    [Fact]
    public void Restore_OtherPrecision_IsRefused()
    {
        runs.Train("run", Fp32 with { Epochs = 1 });
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => runs.Train("run", Bf16));
        Assert.Contains("is of a run with --precision fp32, not bf16: going on", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_Bf16Repeated_LeavesNoTensorBehind()
    {
        Leaks.None(() =>
        {
            using var step = new PretrainStep(TinyRun.Plan(Bf16), CPU);
            TrainOn(step, Bf16);
            using Tensor norm = step.Update(1e-3);
        });
    }

    [Theory]
    [InlineData(TrainingPrecision.Fp32, TrainingPrecision.Fp32)]
    [InlineData(TrainingPrecision.Bf16, TrainingPrecision.Bf16)]
    public void Resolve_AskedFor_StaysAsItIs(TrainingPrecision asked, TrainingPrecision expected) =>
        Assert.Equal(expected, ComputeDevice.Resolve(asked, CPU));

    [Fact]
    public void Resolve_AutoOnTheCpu_FollowsTheProcessor() => Assert.Equal(
        CpuFeatures.HasBf16 ? TrainingPrecision.Bf16 : TrainingPrecision.Fp32, ComputeDevice.Resolve(TrainingPrecision.Auto, CPU));

    private static (double Loss, float[] Gradients) FirstStep(PretrainOptions options)
    {
        using var step = new PretrainStep(TinyRun.Plan(options), CPU);
        double loss = TrainOn(step, options) / options.Accumulation;
        using Tensor norm = step.Update(learningRate: 0);
        return (loss, [.. step.Optimizer.Means.data<float>()]);                    // a tenth of the gradient
    }

    private static double TrainOn(PretrainStep step, PretrainOptions options)
    {
        double sum = 0;
        foreach (ImageBatch batch in TrainingLoader.Create(TinyRun.Plan(options), TinyRun.Source(options), CPU, onBadImage: null)
            .Read(0, options.Accumulation))
        {
            using (batch)
            {
                using Tensor loss = step.Forward(batch);
                step.Backward(loss);
                sum += loss.item<float>();
            }
        }
        return sum;
    }

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
