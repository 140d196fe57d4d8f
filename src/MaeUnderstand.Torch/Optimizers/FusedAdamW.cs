using MaeUnderstand.Torch.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Optimizers;

/// <summary>
/// AdamW with decoupled weight decay (Loshchilov and Hutter 2019) over flat buffers: libtorch's fused kernel, one call for each group
/// of the parameters. Equal to <c>torch.optim.AdamW(fused=True)</c> with those groups, whose learning rates are the step's times
/// <see cref="ParameterGroup.RateScale"/>.
/// </summary>
public sealed class FusedAdamW : IDisposable
{
    // TorchSharp binds no fused optimizer; TorchScript reaches it. The lists must be arguments: a list made inside the script counts
    // as dead and the in-place call is optimised away.
    private const string Script = """
        def adamw(weights: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], unused: List[Tensor],
                  steps: List[Tensor], lr: float, beta1: float, beta2: float, decay: float, eps: float):
            torch._fused_adamw_(weights, gradients, means, squares, unused, steps, lr=lr, beta1=beta1, beta2=beta2,
                                weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
            return None

        """;

    // TorchSharp makes a Scalar of every number it hands to a script and keeps only its address: a garbage collection before the call
    // frees it, and the kernel reads whatever is there then. So the numbers are Scalars of our own, which live through the call.
    private readonly Scalar beta1;
    private readonly Scalar beta2;
    private readonly Scalar epsilon;
    private readonly jit.CompilationUnit script;
    private readonly Group[] groups;
    private readonly Tensor step;

    /// <summary>Prepares zero moments for the parameters.</summary>
    /// <param name="parameters">Borrowed; must outlive the optimizer.</param>
    /// <param name="options">The hyperparameters.</param>
    public FusedAdamW(FlatParameters parameters, AdamWOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        (beta1, beta2, epsilon) = (options.Beta1, options.Beta2, options.Epsilon);
        script = jit.compile(Script);
        Means = zeros_like(parameters.Weights).DetachFromDisposeScope();
        Squares = zeros_like(parameters.Weights).DetachFromDisposeScope();
        step = zeros([], float32, parameters.Weights.device).DetachFromDisposeScope();
        groups =
        [
            .. parameters.Ranges.GroupBy(range => range.Group).Select(group => new Group(
                this, parameters, [.. group], group.Key.RateScale, group.Key.IsDecayed ? options.WeightDecay : 0)),
        ];
    }

    /// <summary>[N] First moments (PyTorch's <c>exp_avg</c>), laid out as the weights.</summary>
    public Tensor Means { get; }

    /// <summary>[N] Second moments (PyTorch's <c>exp_avg_sq</c>), laid out as the weights.</summary>
    public Tensor Squares { get; }

    /// <summary>How many steps were taken; set it when restoring moments.</summary>
    public long StepCount { get; set; }

    /// <summary>Updates the weights from the gradients.</summary>
    /// <param name="learningRate">The rate of this step; zero moves no weight but advances the moments.</param>
    public void Step(double learningRate)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using Scalar count = ++StepCount;
        step.fill_(count);
        foreach (Group group in groups)
        {
            using Scalar rate = learningRate * group.RateScale;
            script.invoke("adamw", group.Weights, group.Gradients, group.Means, group.Squares, Array.Empty<Tensor>(), group.Steps,
                rate, beta1, beta2, group.Decay, epsilon);
        }
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Group group in groups)
            group.Dispose();
        Means.Dispose();
        Squares.Dispose();
        step.Dispose();
        script.Dispose();
        beta1.Dispose();
        beta2.Dispose();
        epsilon.Dispose();
    }

    /// <summary>The arguments of one call of the kernel, made once.</summary>
    private sealed class Group(
        FusedAdamW owner, FlatParameters parameters, IReadOnlyList<FlatRange> ranges, double rateScale, double decay) : IDisposable
    {
        public double RateScale { get; } = rateScale;

        public Tensor[] Weights { get; } = [.. ranges.Select(range => View(parameters.Weights, range))];

        public Tensor[] Gradients { get; } = [.. ranges.Select(range => View(parameters.Gradients, range))];

        public Tensor[] Means { get; } = [.. ranges.Select(range => View(owner.Means, range))];

        public Tensor[] Squares { get; } = [.. ranges.Select(range => View(owner.Squares, range))];

        public Tensor[] Steps { get; } = [.. ranges.Select(_ => owner.step)];

        public Scalar Decay { get; } = decay;

        public void Dispose()
        {
            foreach (Tensor tensor in (Tensor[])[.. Weights, .. Gradients, .. Means, .. Squares])
                tensor.Dispose();
            Decay.Dispose();
        }

        private static Tensor View(Tensor buffer, FlatRange range) =>
            buffer.narrow(0, range.Offset, range.Length).DetachFromDisposeScope();
    }
}
