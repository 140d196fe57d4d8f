using MaeUnderstand.Masking;
using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Torch.Parameters;
using MaeUnderstand.Training.Pretraining;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>Trains an <see cref="IdentifyModel"/>: AdamW without weight decay, cosine schedule.</summary>
internal sealed class IdentifyTrainer
{
    private const double WarmupShare = 0.05;
    private const double MaxNorm = 1;
    private const int ReportEvery = 100;

    private static readonly AdamWOptions Optimizer = new() { Beta2 = 0.99, WeightDecay = 0 };

    private readonly IdentifyOptions options;
    private readonly IdentifyModel model;
    private readonly IdentifyData data;
    private readonly RandomKey key;

    /// <summary>Prepares a training.</summary>
    /// <param name="options">Steps, batch, learning rate, weight of the penalty.</param>
    /// <param name="model">Trained; on the data's device.</param>
    /// <param name="data">What it is trained on.</param>
    /// <param name="key">Names the order of the samples.</param>
    public IdentifyTrainer(IdentifyOptions options, IdentifyModel model, IdentifyData data, RandomKey key) =>
        (this.options, this.model, this.data, this.key) = (options, model, data, key);

    /// <summary>Trains.</summary>
    /// <param name="progress">Told of steps now and then.</param>
    /// <param name="cancel">Ends it between two steps.</param>
    /// <exception cref="TrainingFailedException">The loss is not finite.</exception>
    public void Run(Action<int, double> progress, CancellationToken cancel)
    {
        if (options.Steps == 0)
            return;
        using FlatParameters parameters = FlatParameters.Take(model);
        using var optimizer = new FusedAdamW(parameters, Optimizer);
        using Tensor variance = VarianceOf(data.Masked);
        int[] order = [.. Enumerable.Range(0, data.Count)];
        int perEpoch = order.Length / options.Batch;
        for (int step = 0; step < options.Steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            if (step % perEpoch == 0)
                new KeyedRandom(key.For(RandomPurpose.Order).Derive(step / perEpoch)).Shuffle<int>(order);
            using var scope = NewDisposeScope();
            Tensor indices = tensor(order.AsSpan(step % perEpoch * options.Batch, options.Batch).ToArray(), device: data.Masked.device);
            Tensor loss = Loss(indices, variance);
            loss.backward();
            _ = parameters.ClipGradients(MaxNorm);
            optimizer.Step(RateAt(step));
            parameters.ZeroGradients();
            if ((step + 1) % ReportEvery == 0 || step + 1 == options.Steps)
                progress(step + 1, Finite(loss.item<float>(), step));
        }
    }

    /// <summary>The unexplained share of the masked part's variance, and the penalty of <see cref="IdentifyModel"/>.</summary>
    private Tensor Loss(Tensor indices, Tensor variance)
    {
        Tensor masked = data.Masked.index_select(0, indices);
        Tensor raw = model.Encode(data.Visible.index_select(0, indices));
        using Whitening whitening = Whitening.Of(raw);
        Tensor code = whitening.Apply(raw);
        Tensor rebuilt = model.Decode(code, data.Given.index_select(0, indices));
        Tensor loss = (rebuilt - masked).square().mean() / variance;
        return options.InverseWeight == 0 ? loss : loss + (model.Recover(rebuilt) - code).square().mean() * options.InverseWeight;
    }

    private double RateAt(int step)
    {
        double warmup = Math.Max(1, WarmupShare * options.Steps);
        if (step < warmup)
            return options.LearningRate * (step + 1) / warmup;
        return options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * (step - warmup) / (options.Steps - warmup)));
    }

    private static Tensor VarianceOf(Tensor values)
    {
        using var scope = NewDisposeScope();
        return values.var(0, unbiased: false).mean().MoveToOuterDisposeScope();
    }

    private static double Finite(double loss, int step) => double.IsFinite(loss)
        ? loss
        : throw new TrainingFailedException($"The loss is {loss} in step {step + 1}. A lower --lr may help.");
}
