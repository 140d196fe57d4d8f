using MaeUnderstand.Data;
using MaeUnderstand.Training.Pretraining;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Tests.Pretraining;

[Trait("Kind", "Unit")]
public sealed class TrainingLoaderTests
{
    [Theory]
    [InlineData(Augmentation.None, true), InlineData(Augmentation.Crop, false)]
    public void Create_Augmentation_DecidesWhetherTheWholeImageIsSeen(Augmentation augment, bool isWhole)
    {
        PretrainOptions options = TinyRun.Options with { Augment = augment };
        IImageSource source = TinyRun.Source(options);
        using ImageBatch batch = TrainingLoader.Create(TinyRun.Plan(options), source, CPU, onBadImage: null).Read(0, 1).Single();

        bool[] areWhole = [.. Enumerable.Range(0, batch.Count).Select(row => IsWhole(source, batch, row))];

        Assert.Equal(Enumerable.Repeat(isWhole, batch.Count), areWhole);
    }

    private static bool IsWhole(IImageSource source, ImageBatch batch, int row)
    {
        using IImageReader reader = source.Open(batch.Indices[row], batch.Epoch);
        var rgb = new byte[3 * reader.Width * reader.Height];
        reader.Decode(new PixelBox(0, 0, reader.Height, reader.Width), rgb);
        using var scope = NewDisposeScope();
        return tensor(rgb, reader.Height, reader.Width, 3).permute(2, 0, 1).eq(batch.Pixels[row]).all().item<bool>();
    }
}
