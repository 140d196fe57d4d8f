using System.Runtime.CompilerServices;
using MaeUnderstand.Torch.Native;

namespace MaeUnderstand;

/// <summary>
/// Compiled into every assembly that uses TorchSharp: whichever of them a program touches first, the native loader is registered
/// before its first tensor.
/// </summary>
internal static class NativeSetup
{
#pragma warning disable CA2255 // a library must not rely on its caller for native loading
    [ModuleInitializer]
    internal static void Register() => NativeRuntime.Register();
#pragma warning restore CA2255
}
