using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Training.Tests.Pretraining;

public sealed class PretrainerTests : IDisposable
{
    private readonly TinyRun runs = new();

    public void Dispose() => runs.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Run_ToTheEnd_ReportsEveryStepAndSavesTheLast()
    {
        var told = new List<TrainingProgress>();
        PretrainReport report = runs.Train("run", TinyRun.Options with { LogEvery = 3 }, onProgress: told.Add);
        IReadOnlyList<StepMetrics> metrics = MetricsLog.Read(runs.Metrics("run"));
        PretrainPlan plan = TinyRun.Plan(TinyRun.Options);
        Assert.Equal([1, 2, 3, 4], metrics.Select(item => item.Step));
        Assert.Equal([0, 0.5, 1, 1.5], metrics.Select(item => item.Epoch));
        Assert.Equal(metrics.Select(item => plan.Schedule.At(item.Epoch)), metrics.Select(item => item.LearningRate));
        Assert.Equal([3, 4], told.Select(item => item.Step));
        Assert.Equal(metrics.Take(3).Average(item => (double)item.Loss), told[0].Loss);
        Assert.Equal((4L, false, runs.Checkpoint("run", 4)), (report.Steps, report.IsInterrupted, report.Checkpoint));
        Assert.Equal(metrics.Take(2).Average(item => (double)item.Loss), report.FirstEpochLoss);
        Assert.Equal(metrics.Skip(2).Average(item => (double)item.Loss), report.LastEpochLoss);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_Checkpoints_ComeEverySoManySteps()
    {
        runs.Train("run", TinyRun.Options with { SaveEvery = 3, LogEvery = 100 });
        Assert.Equal(["step-00000003", "step-00000004"],
            Directory.EnumerateDirectories(Path.Combine(runs["run"], "checkpoints")).Select(Path.GetFileName).Order());
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1)]
    [InlineData(100)]
    public void Run_StoppedInsideAStep_FinishesItAndSaves(int logEvery)
    {
        using var stop = new CancellationTokenSource();
        int opened = 0;
        var source = new TestSource(8) { OnOpen = () => StopAt(ref opened, 6, stop) };      // the second of step 2
        PretrainReport report = runs.Train("run", TinyRun.Options with { LogEvery = logEvery }, source, stop: stop.Token);
        Assert.Equal((2L, true, runs.Checkpoint("run", 2)), (report.Steps, report.IsInterrupted, report.Checkpoint));
        Assert.Equal(8, opened);
        Assert.Equal([1, 2], MetricsLog.Read(runs.Metrics("run")).Select(item => item.Step));
        Assert.True(File.Exists(Path.Combine(report.Checkpoint, "training.safetensors")));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_StoppedAndResumed_EqualsAnUninterruptedRunByteForByte()
    {
        runs.Train("whole", TinyRun.Options);
        using var stop = new CancellationTokenSource();
        runs.Train("parts", TinyRun.Options, onProgress: progress => StopAfter(progress, 3, stop), stop: stop.Token);
        Assert.Equal(3, MetricsLog.Read(runs.Metrics("parts")).Count);
        PretrainReport report = runs.Train("parts", TinyRun.Options);
        Assert.Equal((4L, false), (report.Steps, report.IsInterrupted));
        AssertSameFile(runs.Metrics("whole"), runs.Metrics("parts"));
        foreach (string name in (string[])["model.safetensors", "training.safetensors"])
            AssertSameFile(Path.Combine(runs.Checkpoint("whole", 4), name), Path.Combine(runs.Checkpoint("parts", 4), name));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_ResumedFromBeforeTheLastLine_RepeatsTheSteps()
    {
        PretrainOptions options = TinyRun.Options with { SaveEvery = 2 };
        runs.Train("run", options);
        string expected = File.ReadAllText(runs.Metrics("run"));
        Directory.Delete(runs.Checkpoint("run", 4), recursive: true);
        runs.Train("run", options);
        Assert.Equal(expected, File.ReadAllText(runs.Metrics("run")));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_MoreWorkersOrRareReports_ChangeNothing()
    {
        runs.Train("plain", TinyRun.Options);
        runs.Train("other", TinyRun.Options with { Workers = 2, LogEvery = 100, SampleEvery = 2 });
        AssertSameFile(runs.Metrics("plain"), runs.Metrics("other"));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_Finished_HasNothingLeftToDo()
    {
        PretrainReport first = runs.Train("run", TinyRun.Options);
        PretrainReport second = runs.Train("run", TinyRun.Options, onProgress: _ => Assert.Fail("It trained."));
        Assert.Equal(first with { Elapsed = second.Elapsed }, second);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Restore_PastTheEnd_IsRefused()
    {
        runs.Train("run", TinyRun.Options);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => runs.Train("run", TinyRun.Options with { Steps = 3 }));
        Assert.Equal($"'{runs.Checkpoint("run", 4)}' is at step 4, but this run ends at step 3: " +
            "there is nothing to go on with. Raise --epochs or --steps.", fault.Message);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0, 100)]
    [InlineData(0, 1)]
    [InlineData(1, 100)]
    public void Run_LossNotFinite_StopsNamingTheStep(int saveEvery, int logEvery)
    {
        PretrainOptions options = TinyRun.Options with
        {
            LearningRate = 1e30, WarmupEpochs = 0, SaveEvery = saveEvery, LogEvery = logEvery,
        };
        TrainingFailedException fault = Assert.Throws<TrainingFailedException>(() => runs.Train("run", options));
        PretrainPlan plan = TinyRun.Plan(options);
        string last = saveEvery == 0 ? "there is no checkpoint yet" : $"the last checkpoint is {runs.Checkpoint("run", 1)}";
        Assert.Equal($"The loss is NaN at step 2 (learning rate {plan.Schedule.At(plan.EpochAt(1)):G4}); {last}. " +
            "Lower --blr, lengthen --warmup-epochs, or set --clip-grad 1.", fault.Message);
        StepMetrics only = Assert.Single(MetricsLog.Read(runs.Metrics("run")));
        Assert.True(only.Step == 1 && float.IsFinite(only.Loss));
        Assert.False(Directory.Exists(runs.Checkpoint("run", 2)));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_UnreadableImages_StopItAboveTheirShareOnly()
    {
        InvalidDataException fault = Assert.Throws<InvalidDataException>(
            () => runs.Train("strict", TinyRun.Options, new TestSource(8, bad: 3)));
        Assert.Equal("1 of 8 images in epoch 0 could not be read so far, which is more than the 1 % allowed; " +
            "for example: image-3 is damaged.", fault.Message);
        Assert.Equal(4, runs.Train("lenient", TinyRun.Options with { MaxBadFraction = 0.125 }, new TestSource(8, bad: 3)).Steps);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_Repeated_LeavesNoTensorBehind() => Leaks.None(() =>
    {
        using var run = new TinyRun();
        run.Train("run", TinyRun.Options with { SampleEvery = 2, Accumulation = 2 });
    });

    private static void StopAt(ref int opened, int limit, CancellationTokenSource stop)
    {
        if (++opened == limit)
            stop.Cancel();
    }

    private static void StopAfter(TrainingProgress progress, long step, CancellationTokenSource stop)
    {
        if (progress.Step == step)
            stop.Cancel();
    }

    private static void AssertSameFile(string expected, string actual) =>
        Assert.Equal(File.ReadAllBytes(expected), File.ReadAllBytes(actual));
}
