namespace MaeUnderstand.Data.Tests;

public sealed class BadImageTests
{
    [Theory, Trait("Kind", "Unit")]
    [InlineData(0)]
    [InlineData(3)]
    public void Read_DamagedImages_AreReportedAndReplacedByOthers(int workers)
    {
        using var folder = new TemporaryFolder();
        WriteImages(folder, 40);
        File.WriteAllBytes(folder["07.png"], []);
        File.WriteAllText(folder["21.png"], "not a picture");
        var reported = new List<BadImage>();
        BatchLoader loader = Loader(folder, new LoaderOptions { BatchSize = 10, Workers = workers, MaxBadFraction = 0.05 }, reported.Add);
        List<BatchRecord> batches = BatchRecord.ReadAll(loader, 0, 8);

        Assert.Equal(4, batches.Sum(batch => batch.BadImages));                       // two epochs
        Assert.Equal(4, reported.Count);
        Assert.Equal(2, reported.Count(bad => bad == new BadImage(folder["07.png"], $"'{folder["07.png"]}' is empty.")));
        Assert.Equal(2, reported.Count(bad => bad.Path == folder["21.png"]));
        int[] indices = [.. batches.SelectMany(batch => batch.Indices.Split(' ')).Select(int.Parse)];
        Assert.Equal(80, indices.Length);
        Assert.DoesNotContain(7, indices);
        Assert.DoesNotContain(21, indices);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void Read_MoreBadThanAllowed_StopsAtTheSameBatchAndSaysHowMany(int workers)
    {
        var options = new LoaderOptions { BatchSize = 5, Mode = LoaderMode.Evaluation, Workers = workers, MaxBadFraction = 0.04 };
        BatchLoader loader = new(new FakeSource(50, 2, 23, 31), new TrainTransform(8), options);
        var delivered = new List<long>();
        var error = Assert.Throws<InvalidDataException>(() =>
        {
            foreach (ImageBatch batch in loader.Read(0, 10))
            {
                delivered.Add(batch.Number);
                batch.Dispose();
            }
        });
        Assert.Equal([0, 1, 2, 3, 4, 5], delivered);
        Assert.Equal("3 of 50 images in epoch 0 could not be read so far, which is more than the 4 % allowed; for example: " +
            "'image-31' is damaged.", error.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_OneBadOfFifty_IsOverTheDefaultLimit()
    {
        BatchLoader Loader(int count) => new(new FakeSource(count, 3), new TrainTransform(8), new LoaderOptions { BatchSize = 10 });
        Assert.Throws<InvalidDataException>(() => BatchRecord.ReadAll(Loader(50), 0, 5));
        Assert.Equal(30, BatchRecord.ReadAll(Loader(100), 0, 30).Count);              // 1 % is allowed, in each epoch anew
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_NothingReadable_GivesUpWithAnExample()
    {
        var options = new LoaderOptions { BatchSize = 2, MaxBadFraction = 1 };
        BatchLoader loader = new(new FakeSource(3, 0, 1, 2), new TrainTransform(8), options);
        var error = Assert.Throws<InvalidDataException>(() => BatchRecord.ReadAll(loader, 0, 1));
        Assert.StartsWith("No readable image was found for position 0 of epoch 0 in 20 tries; the last one: 'image-", error.Message);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0)]
    [InlineData(3)]
    public void Read_DamagedImageInEvaluation_IsLeftOut(int workers)
    {
        var options = new LoaderOptions { BatchSize = 4, MaxBadFraction = 1, Mode = LoaderMode.Evaluation, Workers = workers };
        var reported = new List<BadImage>();
        var loader = new BatchLoader(new FakeSource(10, 2, 5), new TrainTransform(8), options, reported.Add);
        List<BatchRecord> batches = BatchRecord.ReadAll(loader, 0, loader.BatchesPerEpoch);
        Assert.Equal(["0 1 -1 3", "4 -1 6 7", "8 9"], batches.Select(batch => batch.Indices));
        Assert.Equal([1, 1, 0], batches.Select(batch => batch.BadImages));
        Assert.Equal(2, reported.Count);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_ImageVanishesDuringTheRun_IsReplaced()
    {
        using var folder = new TemporaryFolder();
        WriteImages(folder, 12);
        var reported = new List<BadImage>();
        BatchLoader loader = Loader(folder, new LoaderOptions { BatchSize = 12, MaxBadFraction = 0.1, PrefetchBatches = 0 }, reported.Add);
        foreach (ImageBatch batch in loader.Read(0, 3))
        {
            using (batch)
            {
                if (batch.Epoch == 0)
                    File.Delete(folder["05.png"]);
            }
        }
        Assert.Equal([folder["05.png"], folder["05.png"]], reported.Select(bad => bad.Path));
    }

    private static BatchLoader Loader(TemporaryFolder folder, LoaderOptions options, Action<BadImage> report) =>
        new(ImageFolder.Open(folder.FullName), new TrainTransform(8), options, report);

    private static void WriteImages(TemporaryFolder folder, int count)
    {
        for (int i = 0; i < count; i++)
            PngFile.Write(folder[$"{i:D2}.png"], PixelImage.Noise(10, 12, i).Rgb, 12, 10);
    }
}
