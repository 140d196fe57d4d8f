namespace MaeUnderstand.Data.Tests;

public sealed class ImagePackerTests
{
    [Fact, Trait("Kind", "Unit")]
    public void Pack_AnyNumberOfWorkers_WritesTheSameFile()
    {
        using var files = new PackedFolder();
        for (int i = 0; i < 40; i++)                                              // more than a round of one thread
            files.Write($"b/more-{i:D2}.png", TinyPng.Encode(12, 11, 8, TinyPng.Rgb, PixelImage.Noise(11, 12, i).Rgb));
        PackReport report = files.Pack(maxSide: 12, workers: 1);
        byte[] expected = File.ReadAllBytes(files.Shard);
        Assert.Equal((45, 3, expected.LongLength), (report.Images, report.Shrunk, report.BytesAfter));
        Assert.Equal(Directory.EnumerateFiles(files.Images, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length),
            report.BytesBefore);

        files.Pack(maxSide: 12, workers: 3);
        Assert.Equal(expected, File.ReadAllBytes(files.Shard));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Pack_UnreadableImages_AreReportedAndLeftOut()
    {
        using var files = new PackedFolder();
        files.Write("a/empty.jpg", []);
        files.Write("b/text.png", "not a picture"u8.ToArray());
        var reported = new List<BadImage>();
        PackReport report = files.Pack(maxSide: 40, maxBadFraction: 2.0 / 7, onBadImage: reported.Add);

        Assert.Equal((5, 2), (report.Images, report.Bad));
        Assert.Equal(["empty.jpg", "text.png"], reported.Select(bad => Path.GetFileName(bad.Path)));
        using PackedImages packed = PackedImages.Open(files.Shard);
        Assert.Equal([0, 0, 1, 1, 1], Enumerable.Range(0, packed.Count).Select(packed.LabelOf));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Pack_MoreBadThanAllowed_LeavesNoFile()
    {
        using var files = new PackedFolder();
        files.Write("a/empty.jpg", []);
        string message = Assert.Throws<InvalidDataException>(() => files.Pack(maxSide: 40, maxBadFraction: 0.1)).Message;
        Assert.Equal("1 of 6 images could not be read so far, which is more than the 10 % allowed (--max-bad-fraction); for example: " +
            $"'{Path.Combine(files.Images, "a", "empty.jpg")}' is empty.", message);
        Assert.Equal([files.Images], Directory.EnumerateFileSystemEntries(files[""]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Pack_NothingReadable_LeavesNoFile()
    {
        using var files = new PackedFolder();
        foreach (string path in Directory.EnumerateFiles(files.Images, "*", SearchOption.AllDirectories))
            File.WriteAllBytes(path, []);
        Assert.Equal($"None of the 5 images of '{files.Images}' could be read.",
            Assert.Throws<InvalidDataException>(() => files.Pack(maxSide: 40, maxBadFraction: 1)).Message);
        Assert.False(File.Exists(files.Shard));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Pack_Cancelled_LeavesNoFile()
    {
        using var files = new PackedFolder();
        using var cancel = new CancellationTokenSource();
        files.Write("a/0.jpg", []);
        for (int i = 0; i < 20; i++)
            files.Write($"b/more-{i:D2}.png", TinyPng.Encode(1, 1, 8, TinyPng.Grey, [1]));
        Assert.Throws<OperationCanceledException>(
            () => files.Pack(maxSide: 40, maxBadFraction: 1, onBadImage: _ => cancel.Cancel(), cancel: cancel.Token));
        Assert.Equal([files.Images], Directory.EnumerateFileSystemEntries(files[""]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Problems_EveryFault_HasItsSentence()
    {
        var recipe = new PackRecipe { MaxSide = 0, Quality = 101, Workers = 0, MaxBadFraction = double.NaN };
        Assert.Equal(
        [
            "--max-side must be between 1 and 65500 pixels, but is 0.",
            "--quality must be between 1 and 100, but is 101.",
            "--workers must be between 1 and 1024, but is 0.",
            "--max-bad-fraction must be between 0 and 1, but is NaN.",
        ], recipe.Problems());
        Assert.Empty(new PackRecipe { MaxSide = 400 }.Problems());
    }
}
