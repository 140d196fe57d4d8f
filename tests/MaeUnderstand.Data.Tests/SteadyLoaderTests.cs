namespace MaeUnderstand.Data.Tests;

public sealed class SteadyLoaderTests
{
    /// <summary>A file handle, Skia's two wrappers, the reader and four filters, and an image's share of its batch: 550 bytes.</summary>
    private const long MostBytesPerImage = 1024;

    [Theory, Trait("Kind", "Unit")]
    [InlineData(JpegDecoder.Skia, false)]
    [InlineData(JpegDecoder.Skia, true)]
    [InlineData(JpegDecoder.Auto, false)]
    public void Read_JpegFilesOnceWarm_AllocatesLittleForAnImage(JpegDecoder decoder, bool scalesInDecoder)
    {
        const int batchSize = 8;
        using var folder = new TemporaryFolder();
        for (int i = 0; i < batchSize; i++)
            File.WriteAllBytes(folder[$"{i}.jpg"], TinyJpeg.Encode(PixelImage.Noise(120 + i, 200 - i, seed: i)));
        BatchLoader loader = new(
            ImageFolder.Open(folder.FullName, decoder),
            new TrainTransform(32, scalesInDecoder: scalesInDecoder),
            new LoaderOptions { BatchSize = batchSize, Workers = 0 });
        long start = 0;
        foreach (ImageBatch batch in loader.Read(0, 60))
        {
            if (batch.Number == 20)
                start = GC.GetAllocatedBytesForCurrentThread();
            batch.Dispose();
        }
        long perImage = (GC.GetAllocatedBytesForCurrentThread() - start) / (40 * batchSize);
        Assert.InRange(perImage, 1, MostBytesPerImage);
    }
}
