using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Training.Tests.Runs;

public sealed class MetricsLogTests : IDisposable
{
    private const string Header = "step,epoch,learning_rate,loss,gradient_norm\n";

    private readonly TemporaryFolder folder = new();

    private string FilePath => folder["metrics.csv"];

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Append_AnyNumbers_ReadBackExactly()
    {
        StepMetrics[] metrics =
        [
            new(1, 0, 0, float.MaxValue, float.Epsilon),
            new(2, 1.0 / 3, 1.5e-4 * 64 / 256, 0.1f, 1f / 3),
            new(long.MaxValue, double.Epsilon, double.MaxValue, 16777217f, float.PositiveInfinity),
        ];
        using (MetricsLog log = MetricsLog.Open(FilePath, stepsDone: 0))
        {
            log.Append(metrics[..1]);
            Assert.Equal(metrics[..1], MetricsLog.Read(FilePath));            // while it is open
            log.Append(metrics[1..]);
        }
        Assert.Equal(metrics, MetricsLog.Read(FilePath));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Append_AStep_WritesTheShortestExactNumbers()
    {
        using (MetricsLog log = MetricsLog.Open(FilePath, stepsDone: 0))
            log.Append([new StepMetrics(3, 0.1, 1e-5, 0.7f, 12f)]);
        Assert.Equal(Header + "3,0.1,1E-05,0.7,12\n", File.ReadAllText(FilePath));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_ExistingLog_KeepsOneHeader()
    {
        Write(1, 2);
        using (MetricsLog log = MetricsLog.Open(FilePath, stepsDone: 2))
            log.Append([Metrics(3)]);
        Assert.Equal(Header + "1,0.5,0.25,1,2\n2,1,0.25,1,2\n3,1.5,0.25,1,2\n", File.ReadAllText(FilePath));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_LinesAfterTheCheckpoint_AreRemoved()
    {
        Write(1, 2, 3, 4);
        MetricsLog.Open(FilePath, stepsDone: 2).Dispose();
        Assert.Equal([Metrics(1), Metrics(2)], MetricsLog.Read(FilePath));
        MetricsLog.Open(FilePath, stepsDone: 0).Dispose();
        Assert.Equal(Header, File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.EnumerateFiles(folder.FullName));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1)]                                                           // only the line end is missing: "2,1,0.25,1,2"
    [InlineData(2)]                                                           // "2,1,0.25,1,"
    [InlineData(6)]                                                           // "2,1,0.2"
    [InlineData(12)]                                                          // "2"
    public void Read_CutLastLine_IsLeftOut(int missingLetters)
    {
        Write(1, 2);
        string text = File.ReadAllText(FilePath);
        File.WriteAllText(FilePath, text[..^missingLetters]);
        Assert.Equal([Metrics(1)], MetricsLog.Read(FilePath));
        MetricsLog.Open(FilePath, stepsDone: 2).Dispose();
        Assert.Equal(Header + "1,0.5,0.25,1,2\n", File.ReadAllText(FilePath));
    }

    private static StepMetrics Metrics(long step) => new(step, step / 2.0, 0.25, 1, 2);

    private void Write(params long[] steps)
    {
        using MetricsLog log = MetricsLog.Open(FilePath, stepsDone: 0);
        log.Append(steps.Select(Metrics));
    }
}
