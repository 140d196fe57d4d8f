using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Tests;

/// <summary>Counts tensors that a body leaves alive on this thread.</summary>
internal static class Leaks
{
    /// <summary>Runs a body once and then three times; the latter must leave nothing behind. What it makes itself, a scope collects.</summary>
    public static void None(Action body)
    {
        Run(body);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 3; i++)
            Run(body);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void Run(Action body)
    {
        using DisposeScope scope = NewDisposeScope();
        body();
    }
}
