using System.Runtime.CompilerServices;
using MaeUnderstand.Torch.Native;

namespace MaeUnderstand.Torch.Tests;

internal static class NativeSetup
{
    /// <summary>A test may touch TorchSharp before any type of ours, and then nothing would have registered the native loader.</summary>
    [ModuleInitializer]
    internal static void Register() => NativeRuntime.Register();
}
