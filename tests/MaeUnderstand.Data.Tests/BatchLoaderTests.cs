using TorchSharp;

namespace MaeUnderstand.Data.Tests;

public sealed class BatchLoaderTests
{
    private const int Size = 8;

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1, 0)]
    [InlineData(1, 3)]
    [InlineData(4, 2)]
    public void Read_AnyNumberOfWorkers_GivesTheSameBatches(int workers, int prefetch)
    {
        LoaderOptions options = Options(batchSize: 5) with { MaxBadFraction = 0.5, Workers = 0, Seed = 11 };
        List<BatchRecord> expected = BatchRecord.ReadAll(Loader(new FakeSource(23, 4, 17), options), 0, 11);
        Assert.Equal(11, expected.Count);
        Assert.Contains(expected, batch => batch.BadImages > 0);

        LoaderOptions parallel = options with { Workers = workers, PrefetchBatches = prefetch };
        Assert.Equal(expected, BatchRecord.ReadAll(Loader(new FakeSource(23, 4, 17), parallel), 0, 11));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_FromTheMiddleOfAnEpoch_ContinuesTheRun()
    {
        List<BatchRecord> whole = BatchRecord.ReadAll(Loader(new FakeSource(23), Options(5)), 0, 12);
        Assert.Equal(whole[6..], BatchRecord.ReadAll(Loader(new FakeSource(23), Options(5)), 6, 12));
        Assert.Equal((1, 2), (whole[6].Epoch, whole[6].Position));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_Training_ShowsEachImageOnceAnEpochInNewOrders()
    {
        BatchLoader loader = Loader(new FakeSource(20), Options(5));
        Assert.Equal(4, loader.BatchesPerEpoch);
        List<BatchRecord> batches = BatchRecord.ReadAll(loader, 0, 8);
        string[] epochs = [.. batches.Chunk(4).Select(epoch => string.Join(' ', epoch.Select(batch => batch.Indices)))];
        Assert.NotEqual(epochs[0], epochs[1]);
        foreach (string epoch in epochs)
            Assert.Equal(Enumerable.Range(0, 20), epoch.Split(' ').Select(int.Parse).Order());
        Assert.All(batches, batch => Assert.Equal(batch.Labels, string.Join(' ', batch.Indices.Split(' ').Select(i => int.Parse(i) % 2))));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_OtherSeedOrEpoch_AugmentsAnew()
    {
        var one = new FakeSource(1);
        string[] pixels =
        [
            .. BatchRecord.ReadAll(Loader(one, Options(1)), 0, 2).Select(batch => batch.Pixels),
            BatchRecord.ReadAll(Loader(one, Options(1) with { Seed = 1 }), 0, 1)[0].Pixels,
        ];
        Assert.Equal(3, pixels.Distinct().Count());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_Evaluation_KeepsTheOrderAndTheLastShortBatch()
    {
        LoaderOptions options = Options(5) with { Mode = LoaderMode.Evaluation };
        BatchLoader loader = Loader(new FakeSource(12), options);
        Assert.Equal(3, loader.BatchesPerEpoch);
        var shapes = new List<string>();
        var indices = new List<int>();
        foreach (ImageBatch batch in loader.ReadEpoch(0))
        {
            using (batch)
            {
                shapes.Add(string.Join(' ', batch.Pixels.shape));
                using torch.Tensor labels = batch.LabelTensor();
                Assert.Equal(batch.Labels.Select(label => (long)label), labels.data<long>().ToArray());
                indices.AddRange(batch.Indices);
            }
        }
        Assert.Equal(["5 3 8 8", "5 3 8 8", "2 3 8 8"], shapes);
        Assert.Equal(Enumerable.Range(0, 12), indices);
        Assert.Equal(1, Loader(new FakeSource(3), options).BatchesPerEpoch);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_StoppedEarly_LeavesNoThreadsAndNoTensors()
    {
        Body();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 3; i++)
            Body();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        static void Body()
        {
            var source = new FakeSource(40);
            BatchLoader loader = Loader(source, Options(4) with { Workers = 3, PrefetchBatches = 5 });
            using (DisposeScope scope = torch.NewDisposeScope())
            {
                foreach (ImageBatch batch in loader.Read(0, 1000))
                {
                    using (batch)
                    {
                        if (batch.Number == 2)
                            break;
                    }
                }
            }
            Assert.NotEmpty(source.Threads);
            Assert.DoesNotContain(source.Threads.Keys, thread => thread.IsAlive);
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_BatchDisposedAfterTheLoader_StillHoldsItsPixels()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        ImageBatch batch = Loader(new FakeSource(8), Options(4)).Read(0, 1).First();
        Assert.Equal(4 * 3 * Size * Size, batch.Pixels.bytes.Length);
        batch.Dispose();
        batch.Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_ManyBatches_ReusesAFewBuffers()
    {
        using BatchStream stream = Loader(new FakeSource(40), Options(4) with { Workers = 3, PrefetchBatches = 2 }).Open(0, 200);
        while (stream.Next(CancellationToken.None) is { } batch)
            batch.Dispose();
        Assert.InRange(stream.BuffersMade, 1, 3);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0)]
    [InlineData(2)]
    public void Read_SourceThrowsUnexpectedly_PassesItOnInOrder(int workers)
    {
        var source = new FakeSource(10) { OnOpen = index => throw new InvalidOperationException($"broken source {index}") };
        LoaderOptions options = Options(5) with { Mode = LoaderMode.Evaluation, Workers = workers };
        var error = Assert.Throws<InvalidOperationException>(() => BatchRecord.ReadAll(Loader(source, options), 0, 2));
        Assert.Equal("broken source 0", error.Message);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0)]
    [InlineData(2)]
    public void Read_Cancelled_StopsWaiting(int workers)
    {
        using var cancel = new CancellationTokenSource();
        using var open = new ManualResetEventSlim();
        using CancellationTokenRegistration release = cancel.Token.Register(open.Set);
        var source = new FakeSource(10)
        {
            OnOpen = _ =>
            {
                if (workers == 0)
                    cancel.Cancel();
                open.Wait();
            },
        };
        LoaderOptions options = Options(10) with { Mode = LoaderMode.Evaluation, Workers = workers };
        if (workers > 0)
            cancel.CancelAfter(50);
        Assert.ThrowsAny<OperationCanceledException>(
            () => Loader(source, options).Read(0, 100, cancel.Token).ToList());
        Assert.DoesNotContain(source.Threads.Keys, thread => thread != Thread.CurrentThread && thread.IsAlive);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Loader_BatchLargerThanTheData_NamesBoth()
    {
        var error = Assert.Throws<InvalidDataException>(() => Loader(new FakeSource(7), Options(8)));
        Assert.Equal("The batch size 8 is larger than the data set of 7 images: an epoch would have no full batch. " +
            "Choose a smaller batch size or more data.", error.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Problems_EveryFault_HasItsSentence()
    {
        var options = new LoaderOptions
        {
            BatchSize = 0, Mode = (LoaderMode)7, Workers = -1, PrefetchBatches = -2, MaxBadFraction = double.NaN,
        };
        Assert.Equal(
        [
            "The batch size must be at least 1, but is 0.",
            "The loader mode must be Training or Evaluation, but is 7.",
            "The number of workers must lie between 0 and 1024, but is -1.",
            "The number of batches to prefetch must be at least 0, but is -2.",
            "The share of unreadable images allowed must lie between 0 and 1, but is NaN.",
        ], options.Problems());
        Assert.Empty(Options(1).Problems());
        Assert.Throws<ArgumentException>(() => Loader(new FakeSource(1), options));
    }

    private static LoaderOptions Options(int batchSize) => new() { BatchSize = batchSize };

    private static BatchLoader Loader(FakeSource source, LoaderOptions options) => new(source, new TrainTransform(Size), options);
}
