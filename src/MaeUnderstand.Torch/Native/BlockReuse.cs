using System.Runtime.InteropServices;

namespace MaeUnderstand.Torch.Native;

/// <summary>
/// Keeps the memory of freed tensors in the process. By default glibc takes every block over 32 MB from the kernel and gives it back
/// when it is freed, so that a training step faults in the same gigabytes again and again: a third of a ViT-B step on a CPU. Memory
/// use then stays at its peak. Does nothing where the C library is not glibc.
/// </summary>
public static partial class BlockReuse
{
    // malloc.h
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapMax = -4;

    /// <summary>Applies to this process from now on. Call it before the first tensor, from the thread that trains if that is the
    /// process's first one: only the first thread's heap can hold blocks of any size.</summary>
    public static void Enable()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = SetOption(MmapMax, 0);
            _ = SetOption(TrimThreshold, -1);
            _ = SetOption(TopPad, 64 << 20);
            _ = SetEnvironment("THP_MEM_ALLOC_ENABLE", "1", 0);            // libtorch asks the kernel for pages of 2 MB
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt; its allocator maps large blocks in any case.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int isReplaced);
}
