using System.Diagnostics;
using System.Reflection;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Tests.Native;

/// <summary>The numbers that TorchSharp hands to libtorch live through the call (src/Shared/TorchSharp.targets).</summary>
public sealed class NumberLifetimeTests
{
    [Fact, Trait("Kind", "Unit")]
    public void TorchSharp_AsBuiltIn_IsNotOptimised() =>
        Assert.True(typeof(TorchSharp.torch).Assembly.GetCustomAttribute<DebuggableAttribute>()!.IsJITOptimizerDisabled);

    /// <summary>With TorchSharp as it is shipped, one in some 40,000 rounds fails or is wrong.</summary>
    [Fact, Trait("Kind", "Unit")]
    public void Arithmetic_WhileTheCollectorRuns_IsRight()
    {
        const int rounds = 100_000;
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            using Tensor ones = TorchSharp.torch.ones(8);
            for (int i = 0; i < rounds; i++)
            {
                using var scope = NewDisposeScope();
                Tensor four = (ones + 0.5) * 2.0 + ones;
                Assert.Equal(4f, four[7].item<float>());
            }
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }
}
