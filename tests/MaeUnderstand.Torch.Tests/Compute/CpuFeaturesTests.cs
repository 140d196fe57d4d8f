using MaeUnderstand.Torch.Compute;

namespace MaeUnderstand.Torch.Tests.Compute;

public sealed class CpuFeaturesTests
{
    private const string CpuInfo = "/proc/cpuinfo";

    [Fact, Trait("Kind", "Unit")]
    public void Flags_OnLinux_AreTheKernels()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(CpuInfo), $"There is no {CpuInfo}.");
        string? line = File.ReadLines(CpuInfo).FirstOrDefault(text => text.StartsWith("flags", StringComparison.Ordinal));
        Assert.SkipWhen(line is null, "The processor is no x86.");
        string[] flags = line.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(flags.Contains("avx512_bf16"), CpuFeatures.HasAvx512Bf16);
        Assert.Equal(flags.Contains("amx_bf16"), CpuFeatures.HasAmxBf16);
    }

    [Fact, Trait("Kind", "Unit")]
    public void HasBf16_Always_IsEitherOfThem() =>
        Assert.Equal(CpuFeatures.HasAvx512Bf16 || CpuFeatures.HasAmxBf16, CpuFeatures.HasBf16);
}
