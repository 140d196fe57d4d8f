using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Optimizers;

/// <summary>
/// LARS (You, Gitman and Ginsburg 2017) as MAE's linear probe has it (<c>util/lars.py</c>): momentum SGD in which the gradient of a
/// parameter of more than one dimension is scaled to the norm of that parameter. Nothing waits for the device.
/// </summary>
public sealed class Lars : IDisposable
{
    private readonly Slot[] slots;
    private readonly double trustCoefficient;
    private readonly Scalar momentum;
    private readonly Scalar decay;
    private readonly bool isDecayed;

    /// <summary>Prepares zero buffers for parameters.</summary>
    /// <param name="parameters">Weights and their gradients, of equal shapes; both borrowed, must outlive the optimizer.</param>
    /// <param name="options">The hyperparameters.</param>
    public Lars(IEnumerable<(Tensor Weights, Tensor Gradients)> parameters, LarsOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        trustCoefficient = options.TrustCoefficient;
        isDecayed = options.WeightDecay != 0;
        (momentum, decay) = (options.Momentum, options.WeightDecay);
        slots = [.. parameters.Select(pair => new Slot(pair.Weights, pair.Gradients, isDecayed))];
        Buffers = [.. slots.Select(slot => slot.Buffer)];
    }

    /// <summary>The momentum buffers (the reference's <c>mu</c>), one a parameter in the order given; owned by this object.</summary>
    public IReadOnlyList<Tensor> Buffers { get; }

    /// <summary>Updates the weights from the gradients, which stay as they are.</summary>
    /// <param name="learningRate">The rate of this step; zero moves no weight but advances the buffers.</param>
    public void Step(double learningRate)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using Scalar down = -learningRate;
        foreach (Slot slot in slots)
        {
            slot.Buffer.mul_(momentum);
            if (slot.IsScaled)
                AddScaled(slot);
            else
                slot.Buffer.add_(slot.Gradients);
            slot.Weights.add_(slot.Buffer, down);
        }
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Slot slot in slots)
            slot.Dispose();
        momentum.Dispose();
        decay.Dispose();
    }

    private void AddScaled(Slot slot)
    {
        Tensor gradient = slot.Gradients;
        if (slot.Decayed is { } decayed)
            gradient = decayed.copy_(slot.Gradients).add_(slot.Weights, decay);
        Tensor weightNorm = slot.Weights.norm();
        Tensor gradientNorm = gradient.norm();
        Tensor isUsable = weightNorm.gt(0).logical_and_(gradientNorm.gt(0));
        Tensor factor = where(isUsable, weightNorm * trustCoefficient / gradientNorm, ones_like(weightNorm));
        slot.Buffer.addcmul_(gradient, factor, 1);                              // the factor is broadcast: no scaled copy
    }

    private sealed class Slot : IDisposable
    {
        public Slot(Tensor weights, Tensor gradients, bool isDecayed)
        {
            if (!weights.shape.SequenceEqual(gradients.shape))
            {
                throw new ArgumentException($"The weights are [{string.Join(", ", weights.shape)}], " +
                    $"their gradients [{string.Join(", ", gradients.shape)}].", nameof(gradients));
            }
            (Weights, Gradients) = (weights, gradients);
            IsScaled = weights.dim() > 1;
            Buffer = Like(weights);
            Decayed = isDecayed && IsScaled ? Like(weights) : null;
        }

        public Tensor Weights { get; }

        public Tensor Gradients { get; }

        public Tensor Buffer { get; }

        /// <summary>Room for the gradient with its decay.</summary>
        public Tensor? Decayed { get; }

        public bool IsScaled { get; }

        public void Dispose()
        {
            Buffer.Dispose();
            Decayed?.Dispose();
        }

        private static Tensor Like(Tensor tensor)
        {
            using var _ = no_grad();
            return zeros_like(tensor, requires_grad: false).DetachFromDisposeScope();
        }
    }
}
