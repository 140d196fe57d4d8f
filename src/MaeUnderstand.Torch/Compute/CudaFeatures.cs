using System.Runtime.InteropServices;

namespace MaeUnderstand.Torch.Compute;

/// <summary>What a GPU multiplies natively; asked of the driver, since TorchSharp does not say.</summary>
internal static partial class CudaFeatures
{
    private const string Driver = "libcuda.so.1";            // the driver's own name on Linux, where CUDA builds of this program run
    private const int ComputeCapabilityMajor = 75;           // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR
    private const int Ampere = 8;

    /// <summary>Whether bf16 matrix products are native: compute capability 8.0 (Ampere) and later.</summary>
    /// <param name="index">The device's number among the visible ones.</param>
    public static bool HasBf16(int index)
    {
        try
        {
            return Initialise(0) == 0
                && GetDevice(out int device, index) == 0
                && GetAttribute(out int major, ComputeCapabilityMajor, device) == 0
                && major >= Ampere;
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport(Driver, EntryPoint = "cuInit")]
    private static partial int Initialise(uint flags);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGet")]
    private static partial int GetDevice(out int device, int ordinal);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGetAttribute")]
    private static partial int GetAttribute(out int value, int attribute, int device);
}
