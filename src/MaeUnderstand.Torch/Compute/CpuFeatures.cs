using System.Runtime.Intrinsics.X86;

namespace MaeUnderstand.Torch.Compute;

/// <summary>What the processor multiplies natively.</summary>
public static class CpuFeatures
{
    private const int FeatureLeaf = 7;

    /// <summary>AVX-512 with bfloat16 products (<c>vdpbf16ps</c>): Zen 4, Cooper Lake and later.</summary>
    public static bool HasAvx512Bf16 { get; } = HasFeatureLeaf && Bit(X86Base.CpuId(FeatureLeaf, 1).Eax, 5);

    /// <summary>AMX tiles with bfloat16 products: Sapphire Rapids and later.</summary>
    public static bool HasAmxBf16 { get; } = HasFeatureLeaf && Bit(X86Base.CpuId(FeatureLeaf, 0).Edx, 22);

    /// <summary>Whether bf16 matrix products are native.</summary>
    public static bool HasBf16 => HasAvx512Bf16 || HasAmxBf16;

    /// <summary>AVX-512 stands for the operating system's saving the wide registers, without which the features are of no use.</summary>
    private static bool HasFeatureLeaf => Avx512F.IsSupported && X86Base.CpuId(0, 0).Eax >= FeatureLeaf;

    private static bool Bit(int register, int bit) => ((register >> bit) & 1) != 0;
}
