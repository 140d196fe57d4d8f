using System.CommandLine;
using System.Runtime.InteropServices;
using MaeUnderstand.Data;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Native;
using TorchSharp;

namespace MaeUnderstand.Cli.Commands;

/// <summary><c>mae info</c>.</summary>
internal static class InfoCommand
{
    public static Command Create(CliContext context)
    {
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N", DefaultValueFactory = _ => "auto" };
        var command = new Command("info", "Print versions, device, threads and where libtorch comes from.") { device };
        command.SetAction(parsed =>
        {
            string name = parsed.GetRequiredValue(device);
            if (ComputeDevice.ProblemWith(name) is { } problem)
                throw new InputException(problem);
            foreach ((string key, string value) in Facts(ComputeDevice.Resolve(name)))
                context.Output.WriteLine($"{key,-16}{value}");
            return ExitCode.Success;
        });
        return command;
    }

    private static IEnumerable<(string Key, string Value)> Facts(torch.Device device)
    {
        Version? own = typeof(InfoCommand).Assembly.GetName().Version;
        yield return ("mae", own?.ToString(3) ?? "unknown");
        yield return (".NET", RuntimeInformation.FrameworkDescription);
        yield return ("system", $"{RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})");
        yield return ("TorchSharp", NativeRuntime.TorchSharpVersion);
        yield return ("libtorch", NativeRuntime.LibTorch);
        yield return ("loaded from", NativeRuntime.LibTorchDirectory);
        string patched = NativeRuntime.IsPatched ? " (patched for this system's libstdc++)" : "";
        yield return ("bridge", (NativeRuntime.BridgePath ?? NativeRuntime.LibTorchDirectory) + patched);
        yield return ("device", device.ToString());
        yield return ("CUDA", torch.cuda.is_available() ? $"{torch.cuda.device_count()} devices" : "not available");
        yield return ("threads", $"{torch.get_num_threads()} for matrix products, {Environment.ProcessorCount} cores");
        yield return ("JPEG decoder", TurboJpeg.Installed is { } turbo ? $"TurboJPEG ({turbo.Name})" : "SkiaSharp");
        yield return ("CPU bf16", CpuFeatures.HasBf16
            ? $"native ({(CpuFeatures.HasAmxBf16 ? "AMX" : "AVX-512")})"
            : "not native");
    }
}
