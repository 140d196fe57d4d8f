namespace MaeUnderstand.Data.Tests;

public sealed class PackedImagesTests
{
    [Theory, Trait("Kind", "Unit")]
    [InlineData(PackEncoding.Jpeg)]
    [InlineData(PackEncoding.Raw)]
    public void Read_NothingShrunk_GivesTheFoldersBatches(PackEncoding encoding)
    {
        using var files = new PackedFolder();
        PackReport report = files.Pack(maxSide: 40, encoding);
        Assert.Equal((5, 0, 0, 2), (report.Images, report.Shrunk, report.Bad, report.Classes));

        using PackedImages packed = PackedImages.Open(files.Shard);
        Assert.Equal(Batches(ImageFolder.Open(files.Images)), Batches(packed));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_Packed_KeepsOrderLabelsAndNames()
    {
        using var files = new PackedFolder();
        files.Pack(maxSide: 10);
        using PackedImages packed = PackedImages.Open(files.Shard);

        Assert.Equal(["a", "b"], packed.ClassNames);
        Assert.Equal(
            [("a/turned.jpg", 0), ("a/wide.jpg", 0), ("b/deep/alpha.png", 1), ("b/grey.jpg", 1), ("b/plain.png", 1)],
            Enumerable.Range(0, packed.Count).Select(i => (packed.NameOf(i)[(files.Shard.Length + 1)..], packed.LabelOf(i))));
        Assert.Equal($"{files.Shard}:a/wide.jpg", packed.NameOf(1));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_FlatFolder_IsOneClass()
    {
        using var files = new PackedFolder();
        Directory.Move(Path.Combine(files.Images, "a"), files["flat"]);
        Directory.Delete(files.Images, recursive: true);
        Directory.Move(files["flat"], files.Images);
        files.Pack(maxSide: 40);
        using PackedImages packed = PackedImages.Open(files.Shard);
        Assert.Equal(["images"], packed.ClassNames);
        Assert.Equal($"{files.Shard}:turned.jpg", packed.NameOf(0));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(PackEncoding.Jpeg)]
    [InlineData(PackEncoding.Raw)]
    public void Decode_SourceDisposedMeanwhile_StillReads(PackEncoding encoding)
    {
        using var files = new PackedFolder();
        files.Pack(maxSide: 40, encoding);
        PackedImages packed = PackedImages.Open(files.Shard);
        using IImageReader image = packed.Open(4, epoch: 0);
        packed.Dispose();

        Assert.Equal(PixelImage.Read(Path.Combine(files.Images, "b/plain.png")).Rgb, PixelImage.Decode(image).Rgb);
        Assert.Throws<ObjectDisposedException>(() => packed.Open(4, epoch: 0));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Decode_BoxOfRawPixels_EqualsThePartOfTheWhole()
    {
        using var files = new PackedFolder();
        files.Pack(maxSide: 40, PackEncoding.Raw);
        using PackedImages packed = PackedImages.Open(files.Shard);
        using IImageReader image = packed.Open(4, epoch: 0);
        PixelImage whole = PixelImage.Decode(image);
        var box = new PixelBox(3, 5, 13, 19);
        var part = new byte[box.RgbBytes];
        image.Decode(box, part);
        Assert.Equal(whole.Crop(box).Rgb, part);
        Assert.Throws<ArgumentException>(() => image.Decode(new PixelBox(0, 0, 17, 1), new byte[51]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void ImageSources_Path_DecidesTheKind()
    {
        using var files = new PackedFolder();
        files.Pack(maxSide: 40);
        Assert.IsType<ImageFolder>(ImageSources.Open(files.Images));
        using var packed = Assert.IsType<PackedImages>(ImageSources.Open(files.Shard));
        Assert.Equal($"There is no folder '{files["none"]}'.",
            Assert.Throws<DirectoryNotFoundException>(() => ImageSources.Open(files["none"])).Message);
    }

    private static List<BatchRecord> Batches(IImageSource source) => BatchRecord.ReadAll(
        new BatchLoader(source, new TrainTransform(8), new LoaderOptions { BatchSize = 2, Seed = 5 }), 0, 6);
}
