using System.Globalization;
using MaeUnderstand.Torch.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Compute;

/// <summary>Chooses the device of <c>--device auto|cpu|cuda|cuda:N</c>.</summary>
public static class ComputeDevice
{
    /// <summary>The fault in a device name, or <see langword="null"/>; asks for no hardware.</summary>
    public static string? ProblemWith(string name) => Parse(name) is null
        ? $"--device must be auto, cpu, cuda or cuda:N, but is '{name}'."
        : null;

    /// <summary>Finds the device that a name stands for.</summary>
    /// <param name="name"><c>auto</c> takes the first CUDA device, else the CPU; <c>cuda</c> is <c>cuda:0</c>.</param>
    /// <exception cref="ArgumentException">The name is none of these.</exception>
    /// <exception cref="DllNotFoundException">libtorch does not load.</exception>
    /// <exception cref="NotSupportedException">CUDA is asked for and not there, or has fewer devices; the message says what to do.</exception>
    public static Device Resolve(string name)
    {
        NativeRuntime.Load();
        (DeviceType? type, int index) = Parse(name) ?? throw new ArgumentException(ProblemWith(name), nameof(name));
        if (type == DeviceType.CPU || (type is null && !cuda.is_available()))
            return CPU;
        if (!cuda.is_available())
        {
            throw new NotSupportedException($"--device {name}: CUDA is not available: there is no NVIDIA driver, " +
                "or this libtorch is the CPU's. Build with -p:TorchBackend=cuda or point --libtorch at a PyTorch with CUDA; --device cpu works everywhere.");
        }
        int count = cuda.device_count();
        if (index >= count)
            throw new NotSupportedException($"--device {name}: there are {count} CUDA devices, numbered from 0.");
        return new Device(DeviceType.CUDA, index);
    }

    /// <summary>Finds the device that a name stands for and sets the process up for training on it: the memory of freed tensors is kept
    /// (<see cref="BlockReuse"/>), and float32 products on a GPU may round their factors to TF32.</summary>
    /// <inheritdoc cref="Resolve(string)"/>
    public static Device ResolveForTraining(string name)
    {
        BlockReuse.Enable();
        Device device = Resolve(name);
        if (device.type == DeviceType.CUDA)
            backends.cuda.matmul.allow_tf32 = true;
        return device;
    }

    /// <summary>Settles <see cref="TrainingPrecision.Auto"/>: bf16 where the device multiplies it natively (CPUs with AVX-512 BF16 or
    /// AMX; NVIDIA GPUs since Ampere), else fp32.</summary>
    /// <param name="precision">What is asked for; anything but auto is returned as it is.</param>
    /// <param name="device">Where to train.</param>
    public static TrainingPrecision Resolve(TrainingPrecision precision, Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (precision != TrainingPrecision.Auto)
            return precision;
        bool isNative = device.type == DeviceType.CUDA ? CudaFeatures.HasBf16(device.index) : CpuFeatures.HasBf16;
        return isNative ? TrainingPrecision.Bf16 : TrainingPrecision.Fp32;
    }

    private static (DeviceType? Type, int Index)? Parse(string name) => name switch
    {
        "auto" => (null, 0),
        "cpu" => (DeviceType.CPU, -1),
        "cuda" => (DeviceType.CUDA, 0),
        ['c', 'u', 'd', 'a', ':', .. string index]
            when int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int number) => (DeviceType.CUDA, number),
        _ => null,
    };
}
