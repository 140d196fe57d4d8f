using TorchSharp;
using Xunit;

namespace MaeUnderstand.Testing;

/// <summary>Counts tensors that a body leaves alive on this thread.</summary>
public static class Leaks
{
    /// <summary>Runs a body once and then three times; the latter must leave nothing behind. No scope stands round the body: it would
    /// collect, and so hide, what the body forgets.</summary>
    public static void None(Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
        body();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 3; i++)
            body();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
