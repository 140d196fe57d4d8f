using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Metrics.Kernels;

/// <summary>Where the metrics run in loops of their own instead of libtorch's operators, which write every intermediate result to memory.
/// </summary>
internal static class PlainCpu
{
    /// <summary>Whether the images are float32 in the processor's memory and nobody asks for gradients.</summary>
    public static bool Suits(Tensor x, Tensor y) => Suits(x) && Suits(y);

    private static bool Suits(Tensor images) =>
        images.dtype == ScalarType.Float32
        && images.device_type == DeviceType.CPU
        && Vector256.IsHardwareAccelerated
        && !(images.requires_grad && is_grad_enabled());

    /// <summary>Where a contiguous tensor's numbers stand; they stay there while the tensor lives.</summary>
    public static unsafe float* Address(Tensor tensor)
    {
        fixed (byte* start = tensor.bytes)
            return (float*)start;
    }
}
