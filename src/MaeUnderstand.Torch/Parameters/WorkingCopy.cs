using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Parameters;

/// <summary>
/// A twin of a module in a smaller number format, which computes losses and gradients while the float32 original is what the optimizer
/// updates and checkpoints hold (mixed-precision training, Micikevicius et al. 2018). The twin's parameters are views of one buffer
/// laid out as the original's, so that refreshing all of them is one cast, and handing over all gradients another. Parameters that the
/// twin holds in float32, its norms', are the original's own.
/// </summary>
public sealed class WorkingCopy : IDisposable
{
    private readonly Tensor weights;
    private readonly Tensor gradients;
    private readonly Tensor masterWeights;             // the original's, of the same range
    private readonly Tensor masterGradients;

    /// <summary>Makes the twin's parameters views of a buffer and fills it with the original's weights.</summary>
    /// <param name="master">The original's parameters; borrowed, must outlive this object and the twin.</param>
    /// <param name="twin">A module of the same trainable parameters, on the same device, its norms' in float32 and all others in one
    /// smaller format. Its own values are lost. Borrowed.</param>
    /// <exception cref="ArgumentException">The twin's parameters have other names, shapes or formats.</exception>
    public WorkingCopy(FlatParameters master, nn.Module twin)
    {
        ArgumentNullException.ThrowIfNull(master);
        ArgumentNullException.ThrowIfNull(twin);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        (FlatSlot Slot, Parameter Parameter)[] pairs = [.. Pair(master, twin)];
        (FlatSlot Slot, Parameter Parameter)[] smaller = [.. pairs.Where(pair => pair.Parameter.dtype != float32)];
        if (smaller.Length == 0)
            throw new ArgumentException($"{twin.GetName()} has no parameter in a smaller format than float32.", nameof(twin));
        long first = smaller.Min(pair => pair.Slot.Offset);
        masterWeights = master.Weights.narrow(0, first, master.Length - first).DetachFromDisposeScope();
        masterGradients = master.Gradients.narrow(0, first, master.Length - first).DetachFromDisposeScope();
        ScalarType type = smaller[0].Parameter.dtype;
        weights = zeros(masterWeights.numel(), type, masterWeights.device).DetachFromDisposeScope();
        gradients = zeros_like(weights).DetachFromDisposeScope();
        foreach ((FlatSlot slot, Parameter parameter) in pairs)
        {
            bool isShared = slot.Offset < first;
            ScalarType wanted = isShared ? float32 : type;
            if (parameter.dtype != wanted)
                throw new ArgumentException($"{twin.GetName()}'s {slot.Name} is {parameter.dtype}, but should be {wanted}.", nameof(twin));
            FlatSlot own = isShared ? slot : slot with { Offset = slot.Offset - first };
            parameter.set_(own.View(isShared ? master.Weights : weights));
            parameter.grad = own.View(isShared ? master.Gradients : gradients);
        }
        Refresh();
    }

    /// <summary>Rounds the original's weights into the twin's.</summary>
    public void Refresh()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        weights.copy_(masterWeights);
    }

    /// <summary>Adds the twin's gradients to the original's, in float32, and clears the twin's.</summary>
    public void HandOverGradients()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        masterGradients.add_(gradients);
        gradients.zero_();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        weights.Dispose();
        gradients.Dispose();
        masterWeights.Dispose();
        masterGradients.Dispose();
    }

    private static IEnumerable<(FlatSlot Slot, Parameter Parameter)> Pair(FlatParameters master, nn.Module twin)
    {
        Dictionary<string, Parameter> parameters = twin.named_parameters()
            .Where(pair => pair.parameter.requires_grad)
            .ToDictionary(pair => pair.name, pair => pair.parameter, StringComparer.Ordinal);
        if (parameters.Count != master.Slots.Count)
        {
            throw new ArgumentException(
                $"{twin.GetName()} has {parameters.Count} trainable parameters, the original {master.Slots.Count}.", nameof(twin));
        }
        foreach (FlatSlot slot in master.Slots)
        {
            if (!parameters.TryGetValue(slot.Name, out Parameter? parameter) || !slot.Shape.SequenceEqual(parameter.shape))
                throw new ArgumentException($"{twin.GetName()} has no {slot.Name} [{string.Join(", ", slot.Shape)}].", nameof(twin));
            yield return (slot, parameter);
        }
    }
}
