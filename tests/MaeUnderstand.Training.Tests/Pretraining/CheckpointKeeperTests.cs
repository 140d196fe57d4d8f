using MaeUnderstand.Training.Checkpoints;
using MaeUnderstand.Training.Pretraining;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace MaeUnderstand.Training.Tests.Pretraining;

public sealed class CheckpointKeeperTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CheckpointStore store;
    private readonly Clock clock = new();
    private readonly List<string> warnings = [];
    private bool isFull;

    public CheckpointKeeperTests() => store = new CheckpointStore(folder["checkpoints"]);

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void IsDue_SaveEveryThree_IsSoOnceAtEachThird()
    {
        CheckpointKeeper keeper = Start(TinyRun.Options with { SaveEvery = 3 }, step: 3);
        Assert.Equal([6, 9], new long[] { 3, 4, 5, 6, 7, 8, 9 }.Where(keeper.IsDue));
        keeper.TrySave(6);
        Assert.False(keeper.IsDue(6));
    }

    [Fact, Trait("Kind", "Unit")]
    public void IsDue_SaveMinutes_IsSoThatLongAfterTheLastCheckpoint()
    {
        CheckpointKeeper keeper = Start(TinyRun.Options with { SaveMinutes = 30 });
        clock.Now += TimeSpan.FromMinutes(29);
        Assert.False(keeper.IsDue(1));
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.True(keeper.IsDue(2));
        keeper.TrySave(2);
        clock.Now += TimeSpan.FromMinutes(29);
        Assert.False(keeper.IsDue(3));
        Assert.Equal([2], store.Steps());
    }

    [Fact, Trait("Kind", "Unit")]
    public void IsDue_Requested_IsSoUntilItIsWritten()
    {
        CheckpointKeeper keeper = Start(TinyRun.Options);
        keeper.Request();
        Assert.True(keeper.IsDue(0));
        keeper.TrySave(1);
        Assert.False(keeper.IsDue(2));
        Assert.Equal([1], store.Steps());
    }

    [Fact, Trait("Kind", "Unit")]
    public void TrySave_FullDisk_WarnsAndIsTriedAgainAfterFiveMinutes()
    {
        CheckpointKeeper keeper = Start(TinyRun.Options with { SaveEvery = 100 });
        keeper.TrySave(100);
        isFull = true;
        keeper.TrySave(200);
        Assert.Equal($"The checkpoint of step 200 could not be written: The disk is full. The run goes on and tries again in 5 min, " +
            $"or when the next one is due; the latest checkpoint is {store.PathOf(100)}", Assert.Single(warnings));
        Assert.Equal([store.PathOf(100)], Directory.EnumerateFileSystemEntries(folder["checkpoints"]));

        clock.Now += CheckpointKeeper.RetryAfter - TimeSpan.FromSeconds(1);
        Assert.False(keeper.IsDue(201));
        Assert.True(keeper.IsDue(300));
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.True(keeper.IsDue(201));
        isFull = false;
        keeper.TrySave(201);
        Assert.Equal([201, 100], store.Steps());
        clock.Now += CheckpointKeeper.RetryAfter;
        Assert.False(keeper.IsDue(202));
    }

    [Fact, Trait("Kind", "Unit")]
    public void SaveLast_FullDisk_FailsNamingTheLatest()
    {
        CheckpointKeeper keeper = Start(TinyRun.Options);
        isFull = true;
        TrainingFailedException fault = Assert.Throws<TrainingFailedException>(() => keeper.SaveLast(4));
        Assert.Equal("The checkpoint of step 4, the last of the run, could not be written: The disk is full. " +
            "Free the disk and go on with --resume; there is no checkpoint yet.", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void TrySave_KeepTwo_DeletesOlderOnesOnlyAfterANewerOneIsWhole()
    {
        CheckpointKeeper keeper = Start(TinyRun.Options with { Keep = 2 });
        foreach (long step in (long[])[1, 2, 3])
            keeper.TrySave(step);
        Assert.Equal([3, 2], store.Steps());
        isFull = true;
        keeper.TrySave(4);
        Assert.Equal([3, 2], store.Steps());
    }

    [Fact, Trait("Kind", "Unit")]
    public void TrySave_KeepLowered_FreesTheSpaceBeforeItWrites()
    {
        foreach (long step in (long[])[1, 2, 3, 4])
            store.Save(step, Write);
        isFull = true;
        Start(TinyRun.Options with { Keep = 2 }, step: 4).TrySave(5);
        Assert.Equal([4, 3], store.Steps());
    }

    [Fact, Trait("Kind", "Unit")]
    public void GoBackTo_CheckpointsOfASignal_AreNotCounted()
    {
        PretrainOptions options = TinyRun.Options with { SaveEvery = 10, Keep = 1, OnNonFinite = OnNonFinite.Rollback };
        CheckpointKeeper keeper = Start(options);
        Assert.Equal([0], store.Steps());                                     // to go back to before the first regular one
        keeper.TrySave(7);
        Assert.Equal(0, keeper.GoBackTo());
        Assert.Equal([7, 0], store.Steps());                                  // --keep spares the one that is needed
        keeper.TrySave(10);
        keeper.TrySave(13);
        Assert.Equal(10, keeper.GoBackTo());
        Assert.Equal([13, 10], store.Steps());
        keeper.BackTo(10);
        Assert.Equal([10], store.Steps());
        Assert.False(keeper.IsDue(10));
    }

    private CheckpointKeeper Start(PretrainOptions options, long step = 0)
    {
        Logger log = new LoggerConfiguration().WriteTo.Sink(new Warnings(warnings)).CreateLogger();
        var keeper = new CheckpointKeeper(TinyRun.Plan(options), store, Write, log, clock);
        keeper.Start(step);
        return keeper;
    }

    private void Write(string path)
    {
        File.WriteAllText(Path.Combine(path, "model.safetensors"), "");
        if (isFull)
            throw new IOException("The disk is full.");
    }

    private sealed class Warnings(List<string> messages) : ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            if (logEvent.Level == LogEventLevel.Warning)
                messages.Add(logEvent.RenderMessage());
        }
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
