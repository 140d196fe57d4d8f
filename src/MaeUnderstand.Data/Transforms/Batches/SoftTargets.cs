using MaeUnderstand.Torch.Compute;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Data;

/// <summary>Class labels as probabilities.</summary>
public static class SoftTargets
{
    /// <summary>
    /// Smoothed one-hot targets: smoothing / K for every class and 1 − smoothing more for the right one, as timm's <c>mixup_target</c>.
    /// Their cross-entropy is that of timm's <c>LabelSmoothingCrossEntropy</c>.
    /// </summary>
    /// <param name="labels">int64 [B], on any device; borrowed. Those on the CPU are checked.</param>
    /// <param name="classCount">Number of classes, K.</param>
    /// <param name="smoothing">In [0, 1); 0: plain one-hot.</param>
    /// <param name="device">Where the result lives; default: where the labels are.</param>
    /// <returns>float32 [B, K], each row sums to 1; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The labels have another shape or type, or one is no class.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The class count is not positive, or the smoothing out of range.</exception>
    public static Tensor OneHot(Tensor labels, int classCount, double smoothing = 0, Device? device = null)
    {
        Require(labels, classCount);
        if (!(smoothing is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(smoothing), smoothing, "Label smoothing must be 0 or above and below 1.");
        using DisposeScope scope = NewDisposeScope();
        Device target = device ?? labels.device;
        Tensor placed = labels.device_type == DeviceType.CPU ? DeviceTransfer.Send(labels, target) : labels.to(target);
        Tensor classes = arange(classCount, ScalarType.Int64, placed.device);
        Tensor isClass = placed.unsqueeze(1).eq(classes);                   // [B, K]
        return isClass.to(ScalarType.Float32).mul_(1 - smoothing).add_(smoothing / classCount).MoveToOuterDisposeScope();
    }

    private static void Require(Tensor labels, int classCount)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classCount);
        if (labels.dim() != 1 || labels.dtype != ScalarType.Int64)
        {
            throw new ArgumentException(
                $"Labels must be Int64 [B], but are {labels.dtype} [{string.Join(", ", labels.shape)}].", nameof(labels));
        }
        if (labels.device_type != DeviceType.CPU || labels.shape[0] == 0)   // on a GPU a look at the values would wait for it
            return;
        using Tensor least = labels.min();
        using Tensor most = labels.max();
        if (least.item<long>() < 0 || most.item<long>() >= classCount)
        {
            throw new ArgumentException(
                $"Labels must be from 0 to {classCount - 1}, but go from {least.item<long>()} to {most.item<long>()}.", nameof(labels));
        }
    }
}
