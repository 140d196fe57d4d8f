using System.Runtime.CompilerServices;
using MaeUnderstand.Torch.Native;

namespace MaeUnderstand.Data.Tests;

internal static class NativeTorch
{
    /// <summary>Some tests make tensors before anything of MaeUnderstand has run.</summary>
    [ModuleInitializer]
    internal static void Register() => NativeRuntime.Register();
}
