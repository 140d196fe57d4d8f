using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Training.Tests.Pretraining;

/// <summary>Runs whose learning rate is absurd wherever a rollback does not lower it: every second step then is not finite.</summary>
public sealed class RollbackTests : IDisposable
{
    /// <summary>Step 2 fails: back to 0, careful until 4. Step 6 fails: back to 3, careful until 8, the end.</summary>
    private static readonly PretrainOptions Options = TinyRun.Options with
    {
        LearningRate = 1e30, WarmupEpochs = 0, Steps = 8, SaveEvery = 3,
        OnNonFinite = OnNonFinite.Rollback, RollbackSteps = 2, RollbackRate = 1e-33,
    };

    private readonly TinyRun runs = new();

    public void Dispose() => runs.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Run_NotFinite_GoesBackAndOnWithOtherImagesAndALowerRate()
    {
        var read = new List<int>();
        var source = new TestSource(8) { OnOpenIndex = read.Add };
        PretrainReport report = runs.Train("run", Options, source);

        Assert.Equal(8, report.Steps);
        IReadOnlyList<StepMetrics> metrics = MetricsLog.Read(runs.Metrics("run"));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], metrics.Select(item => item.Step));
        Assert.All(metrics, item => Assert.True(float.IsFinite(item.Loss)));
        PretrainPlan plan = TinyRun.Plan(Options);
        Assert.Equal(
            new[] { 1, 2, 3, 4, 5, 6, 7, 8 }.Select(step => plan.Schedule.At(plan.EpochAt(step - 1)) * 1e-33),
            metrics.Select(item => item.LearningRate));
        // Two batches of 4 make an epoch. Read: batches 0 and 1; 2 to 7 as steps 1 to 6; then 8 to 12 as steps 4 to 8.
        Assert.Equal(13 * 4, read.Count);
        Assert.Equal(Enumerable.Range(0, 8), read[..8].Order());
        Assert.Equal(Enumerable.Range(0, 8), read[^20..^12].Order());
        Assert.Equal(["step-00000003", "step-00000006", "step-00000008"],
            Directory.EnumerateDirectories(Path.Combine(runs["run"], "checkpoints")).Select(Path.GetFileName).Order().Skip(1));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(3)]
    [InlineData(100)]
    public void Run_NotFiniteSeenLater_IsTheSame(int logEvery)
    {
        runs.Train("whole", Options);
        runs.Train("other", Options with { LogEvery = logEvery, Keep = 1 });
        AssertSame("whole", "other");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_StoppedAfterEveryStep_EqualsTheUninterruptedRun()
    {
        runs.Train("whole", Options);
        int parts = 0;
        PretrainReport report;
        do
        {
            using var stop = new CancellationTokenSource();
            report = runs.Train("parts", Options, onProgress: _ => stop.Cancel(), stop: stop.Token);
        }
        while (report.IsInterrupted && ++parts < 30);
        Assert.Equal((8L, 10), (report.Steps, parts));                          // steps 1, 1 to 5, and 4 to 7 end a part
        AssertSame("whole", "parts");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_NotFiniteAgainAndAgain_StopsAtTheLimit()
    {
        PretrainOptions options = Options with { RollbackRate = 1, RollbackLimit = 2 };
        PretrainPlan plan = TinyRun.Plan(options);
        TrainingFailedException fault = Assert.Throws<TrainingFailedException>(() => runs.Train("run", options));
        Assert.Equal($"The loss is NaN at step 2 (learning rate {plan.Schedule.At(plan.EpochAt(1)):G4}), though the run went back " +
            "2 times in a row. Lower --blr, lengthen --warmup-epochs, or set --clip-grad 1.", fault.Message);
        Assert.Equal(1, Assert.Single(MetricsLog.Read(runs.Metrics("run"))).Step);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_Rollbacks_LeaveNoTensorBehind() => Leaks.None(() =>
    {
        using var run = new TinyRun();
        run.Train("run", Options);
    });

    private void AssertSame(string expected, string actual)
    {
        Assert.Equal(File.ReadAllText(runs.Metrics(expected)), File.ReadAllText(runs.Metrics(actual)));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(runs.Checkpoint(expected, 8), "training.safetensors")),
            File.ReadAllBytes(Path.Combine(runs.Checkpoint(actual, 8), "training.safetensors")));
    }
}
