using MaeUnderstand.Torch.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>
/// The head of MAE's linear probe (<c>main_linprobe.py</c>): batch normalisation without affine parameters, eps 1e-6 and momentum 0.1,
/// then a linear layer under cross-entropy, trained with LARS. It holds G replicas that differ in nothing but their learning rate: they
/// share the normalised input, so that one matrix product computes all of them. The gradient of softmax regression is known in closed
/// form, so autograd is not used.
/// </summary>
internal sealed class ProbeHead : IDisposable
{
    private const double Epsilon = 1e-6;
    private const double Momentum = 0.1;
    private const double InitialDeviation = 0.01;

    private readonly Tensor weights;                     // [G·C, D]
    private readonly Tensor biases;                      // [G·C]
    private readonly Tensor weightGradients;
    private readonly Tensor biasGradients;
    private readonly Tensor? working;                    // the weights in the products' format, where that is not float32
    private readonly Tensor mean;                        // [D], running
    private readonly Tensor variance;
    private readonly List<Tensor> views = [];
    private readonly Lars[] optimizers;

    /// <summary>Makes equal replicas with fresh weights: normal of standard deviation 0.01, zero bias.</summary>
    /// <param name="replicas">G.</param>
    /// <param name="classes">C.</param>
    /// <param name="width">D, of the features.</param>
    /// <param name="options">The optimizer's hyperparameters.</param>
    /// <param name="device">Where it trains.</param>
    /// <param name="productType">The format of matrix products; everything else is float32.</param>
    /// <param name="seed">Fixes the weights.</param>
    public ProbeHead(int replicas, int classes, int width, LarsOptions options, Device device, ScalarType productType, ulong seed)
    {
        (Replicas, Classes, Width) = (replicas, classes, width);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed, CPU);
        Tensor initial = empty(classes, width, float32).normal_(0, InitialDeviation, generator);
        weights = Kept(initial.repeat(replicas, 1).to(device));
        biases = Kept(zeros(replicas * classes, float32, device));
        weightGradients = Kept(zeros_like(weights));
        biasGradients = Kept(zeros_like(biases));
        working = productType == float32 ? null : Kept(weights.to(productType));
        mean = Kept(zeros(width, float32, device));
        variance = Kept(ones(width, float32, device));
        optimizers = [.. Enumerable.Range(0, replicas).Select(replica => new Lars(
        [
            (View(weights, replica), View(weightGradients, replica)),
            (View(biases, replica), View(biasGradients, replica)),
        ], options))];
    }

    /// <summary>G.</summary>
    public int Replicas { get; }

    /// <summary>C.</summary>
    public int Classes { get; }

    /// <summary>D.</summary>
    public int Width { get; }

    /// <summary>Batches that the running statistics have seen.</summary>
    public long BatchCount { get; private set; }

    /// <summary>Adds the gradient of a batch's share of the step's loss, and the batch to the running statistics.</summary>
    /// <param name="features">[B, D] of at least two images, in any format, on the head's device; borrowed.</param>
    /// <param name="labels">[B] int64 on the head's device; borrowed.</param>
    /// <param name="share">What the summed loss is multiplied by: 1 / images of the step.</param>
    /// <returns>[G] the loss of each replica, summed over the batch; owned by the caller.</returns>
    public Tensor Accumulate(Tensor features, Tensor labels, double share)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor input = NormaliseBatch(features.to(float32));
        Tensor logProbabilities = Scores(input).log_softmax(-1);                          // [B, G, C]
        Tensor target = labels.view(-1, 1, 1).expand(-1, Replicas, 1);
        Tensor loss = logProbabilities.gather(2, target).sum(dim: 0).neg_().view(Replicas);
        Tensor gradient = logProbabilities.exp_().scatter_add_(2, target, full_like(target, -1, dtype: float32));
        Tensor flat = gradient.view(-1, (long)Replicas * Classes);
        using Scalar scale = share;
        biasGradients.add_(flat.sum(dim: 0), scale);
        weightGradients.add_(flat.to(input.dtype).t().mm(input), scale);
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>Updates the weights from what was accumulated, and clears it.</summary>
    /// <param name="learningRates">The rate of each replica.</param>
    public void Step(IReadOnlyList<double> learningRates)
    {
        for (int replica = 0; replica < Replicas; replica++)
            optimizers[replica].Step(learningRates[replica]);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        weightGradients.zero_();
        biasGradients.zero_();
        working?.copy_(weights);
    }

    /// <summary>Class scores by the running statistics.</summary>
    /// <param name="features">[B, D], in any format, on the head's device; borrowed.</param>
    /// <returns>[B, G, C] float32; owned by the caller.</returns>
    public Tensor Evaluate(Tensor features)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor input = (features.to(float32) - mean) * (variance + Epsilon).rsqrt();
        return Scores(ToProductType(input)).MoveToOuterDisposeScope();
    }

    /// <summary>The head of one replica under the reference's names, and what its training needs to go on: the optimizer's buffers.</summary>
    /// <param name="replica">Which.</param>
    /// <returns>Views; to be disposed by the caller's scope.</returns>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Tensors(int replica) =>
    [
        KeyValuePair.Create("head.0.running_mean", mean.alias()),
        KeyValuePair.Create("head.0.running_var", variance.alias()),
        KeyValuePair.Create("head.0.num_batches_tracked", tensor(BatchCount)),
        KeyValuePair.Create("head.1.weight", weights.narrow(0, (long)replica * Classes, Classes)),
        KeyValuePair.Create("head.1.bias", biases.narrow(0, (long)replica * Classes, Classes)),
        KeyValuePair.Create("mu.head.1.weight", optimizers[replica].Buffers[0].alias()),
        KeyValuePair.Create("mu.head.1.bias", optimizers[replica].Buffers[1].alias()),
    ];

    /// <summary>Restores a replica between two steps.</summary>
    /// <param name="replica">Which.</param>
    /// <param name="read">Reads a tensor by its name in <see cref="Tensors"/>.</param>
    public void Restore(int replica, Func<string, Tensor> read)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach ((string name, Tensor target) in Tensors(replica))
        {
            if (target.dtype == int64)
                BatchCount = read(name).item<long>();
            else
                target.copy_(read(name));
        }
        working?.copy_(weights);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lars optimizer in optimizers)
            optimizer.Dispose();
        foreach (Tensor view in views)
            view.Dispose();
        working?.Dispose();
        foreach (Tensor owned in (Tensor[])[weights, biases, weightGradients, biasGradients, mean, variance])
            owned.Dispose();
    }

    private static Tensor Kept(Tensor made) => made.DetachFromDisposeScope();

    private Tensor View(Tensor all, int replica)
    {
        Tensor view = all.narrow(0, (long)replica * Classes, Classes).DetachFromDisposeScope();
        views.Add(view);
        return view;
    }

    /// <returns>[B, D] in the products' format.</returns>
    private Tensor NormaliseBatch(Tensor input)
    {
        long count = input.shape[0];
        Tensor batchMean = input.mean([0]);
        Tensor centred = input - batchMean;
        Tensor batchVariance = centred.square().mean([0]);
        mean.lerp_(batchMean, Momentum);
        variance.lerp_(batchVariance * ((double)count / (count - 1)), Momentum);        // the running one is unbiased, as in PyTorch
        BatchCount++;
        return ToProductType(centred.mul_((batchVariance + Epsilon).rsqrt()));
    }

    private Tensor ToProductType(Tensor input) => working is null ? input : input.to(working.dtype);

    private Tensor Scores(Tensor input) =>
        input.mm((working ?? weights).t()).to(float32).add_(biases).view(-1, Replicas, Classes);
}
