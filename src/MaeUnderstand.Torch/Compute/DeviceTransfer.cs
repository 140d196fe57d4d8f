using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Compute;

/// <summary>Copies from the host that do not stop it: on a GPU a copy from ordinary memory waits for all work queued before it.</summary>
public static class DeviceTransfer
{
    /// <summary>Sends a tensor to a device.</summary>
    /// <param name="host">On the CPU; it may be disposed at once. In page-locked memory, it must come from libtorch's own pool
    /// (<c>pin_memory</c>), which reuses a block only when the copies from it are done.</param>
    /// <param name="device">Where to.</param>
    /// <returns>Of the same values; owned by the caller. On the CPU it may share the memory.</returns>
    public static Tensor Send(Tensor host, Device device)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(device);
        if (device.type != DeviceType.CUDA)
            return host.to(device);
        if (host.is_pinned())
            return host.to(device.type, device.index, non_blocking: true);
        using Tensor pinned = host.pin_memory();
        return pinned.to(device.type, device.index, non_blocking: true);
    }
}
