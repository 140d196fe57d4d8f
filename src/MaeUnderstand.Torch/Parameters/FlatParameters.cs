using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Parameters;

/// <summary>
/// The trainable parameters of a module in one float32 buffer, their gradients in another. The module's parameters and gradients
/// become views of the buffers, so that the optimizer step, clearing the gradients and their norm are one operation each. First come
/// the undecayed parameters that stay float32 in every <see cref="WorkingCopy"/> (norms, a trained position embedding), then the others
/// without weight decay, then those with it, each group by group and within it in the module's order.
/// </summary>
public sealed class FlatParameters : IDisposable
{
    private const int Alignment = 16;      // floats: every parameter starts on a 64-byte line, as libtorch's own allocations do

    private readonly Dictionary<string, FlatSlot> slotByName;

    private FlatParameters(IReadOnlyList<FlatSlot> slots, IReadOnlyList<FlatRange> ranges, Tensor weights, Tensor gradients)
    {
        Slots = slots;
        slotByName = slots.ToDictionary(slot => slot.Name, StringComparer.Ordinal);
        Ranges = ranges;
        Weights = weights;
        Gradients = gradients;
    }

    /// <summary>Where each parameter lies, in buffer order.</summary>
    public IReadOnlyList<FlatSlot> Slots { get; }

    /// <summary>[N] All weights, padding included; owned by this object.</summary>
    public Tensor Weights { get; }

    /// <summary>[N] All gradients; the padding's stay zero. Owned by this object.</summary>
    public Tensor Gradients { get; }

    /// <summary>The parts of the buffers that are updated alike, in buffer order; together the whole. A group may have several.</summary>
    public IReadOnlyList<FlatRange> Ranges { get; }

    /// <summary>N, the length of the buffers.</summary>
    public long Length => Weights.numel();

    /// <summary>Trainable numbers, padding not counted.</summary>
    public long ParameterCount => Slots.Sum(slot => slot.Count);

    /// <summary>
    /// timm's <c>add_weight_decay</c>: no decay for tensors of one dimension and for names that end in <c>.bias</c>. So the cls token
    /// and the mask token do decay.
    /// </summary>
    public static bool IsDecayed(string name, ReadOnlySpan<long> shape) =>
        shape.Length > 1 && !name.EndsWith(".bias", StringComparison.Ordinal);

    /// <summary>Moves the trainable parameters of a module into flat buffers, with one learning rate and the decay of
    /// <see cref="IsDecayed"/>. Do it after the module has its weights and its device.</summary>
    /// <param name="module">Its parameters keep their identity and values.</param>
    /// <exception cref="ArgumentException">It has no trainable parameter, or one that is not float32.</exception>
    public static FlatParameters Take(nn.Module module) =>
        Take(module, (name, shape) => new ParameterGroup(RateScale: 1, IsDecayed(name, [.. shape])));

    /// <summary>Moves the trainable parameters of a module into flat buffers. Do it after the module has its weights and its device.</summary>
    /// <param name="module">Its parameters keep their identity and values.</param>
    /// <param name="groupOf">The group of a parameter, by its name and shape.</param>
    /// <exception cref="ArgumentException">It has no trainable parameter, or one that is not float32.</exception>
    public static FlatParameters Take(nn.Module module, Func<string, IReadOnlyList<long>, ParameterGroup> groupOf)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(groupOf);
        using var scope = NewDisposeScope();
        (string Name, Parameter Parameter)[] trainable = [.. module.named_parameters().Where(pair => pair.parameter.requires_grad)];
        if (trainable.Length == 0)
            throw new ArgumentException($"{module.GetName()} has no trainable parameter.", nameof(module));
        foreach ((string name, Parameter parameter) in trainable)
        {
            if (parameter.dtype != ScalarType.Float32)
                throw new ArgumentException($"{name} is {parameter.dtype}; master weights are float32.", nameof(module));
        }

        (string Name, Parameter Parameter, ParameterGroup Group)[] grouped =
            [.. trainable.Select(pair => (pair.Name, pair.Parameter, groupOf(pair.Name, pair.Parameter.shape)))];
        ParameterGroup[] groups = [.. grouped.Select(item => item.Group).Distinct()];
        (string Name, Parameter Parameter, ParameterGroup Group)[] ordered =
        [
            .. grouped
                .OrderBy(item => item.Group.IsDecayed ? 2 : StaysFloat32(item.Name) ? 0 : 1)
                .ThenBy(item => Array.IndexOf(groups, item.Group)),                // stable: the module's order within a group
        ];
        var slots = new List<FlatSlot>(ordered.Length);
        var ranges = new List<FlatRange>();
        long length = 0;
        foreach ((string name, Parameter parameter, ParameterGroup group) in ordered)
        {
            slots.Add(new FlatSlot(name, parameter.shape, length));
            long padded = (parameter.numel() + Alignment - 1) / Alignment * Alignment;
            if (ranges is [.., var last] && last.Group == group)
                ranges[^1] = last with { Length = last.Length + padded };
            else
                ranges.Add(new FlatRange(length, padded, group));
            length += padded;
        }

        Device device = trainable[0].Parameter.device;
        Tensor weights = zeros(length, float32, device).DetachFromDisposeScope();
        Tensor gradients = zeros(length, float32, device).DetachFromDisposeScope();
        using var _ = no_grad();
        foreach ((FlatSlot slot, Parameter parameter) in slots.Zip(ordered.Select(item => item.Parameter)))
        {
            Tensor view = slot.View(weights);
            view.copy_(parameter);
            parameter.set_(view);
            parameter.grad = slot.View(gradients);
        }
        return new FlatParameters(slots, ranges, weights, gradients);
    }

    /// <summary>The slot of a parameter.</summary>
    /// <exception cref="KeyNotFoundException">There is no trainable parameter of that name.</exception>
    public FlatSlot this[string name] => slotByName.TryGetValue(name, out FlatSlot? slot)
        ? slot
        : throw new KeyNotFoundException($"There is no trainable parameter '{name}'.");

    /// <summary>Sets every gradient to zero.</summary>
    public void ZeroGradients()
    {
        using var scope = NewDisposeScope();               // zero_ gives a new handle, unlike other in-place methods (TorchSharp 0.107)
        Gradients.zero_();
    }

    /// <summary>Measures the gradients' Euclidean norm and, if asked to, scales them so that it is at most <paramref name="maxNorm"/>:
    /// PyTorch's <c>clip_grad_norm_</c> over all parameters. Does not wait for the device.</summary>
    /// <param name="maxNorm">The largest norm; <see langword="null"/> only measures.</param>
    /// <returns>[] The norm before scaling; owned by the caller.</returns>
    public Tensor ClipGradients(double? maxNorm)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor norm = Gradients.norm();
        if (maxNorm is { } most)
            Gradients.mul_((most / (norm + 1e-6)).clamp_max(1.0));
        return norm.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Weights.Dispose();
        Gradients.Dispose();
    }

    /// <summary>Whether a parameter is a norm's or the position embedding, by the field's names: <c>blocks.0.norm1.weight</c>,
    /// <c>decoder_norm.bias</c>, <c>pos_embed</c>.</summary>
    private static bool StaysFloat32(string name) =>
        name == "pos_embed" || (name.Split('.') is [.., string module, _] && module.Contains("norm", StringComparison.Ordinal));
}
