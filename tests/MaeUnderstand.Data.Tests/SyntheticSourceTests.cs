using MaeUnderstand.Theory.Images;

namespace MaeUnderstand.Data.Tests;

public sealed class SyntheticSourceTests
{
    [Fact, Trait("Kind", "Unit")]
    public void Open_SameKeySameImage_OtherKeyOtherImage()
    {
        byte[] image = Draw(new SyntheticSource(20, 32, seed: 1), 3, 0);
        Assert.Equal(image, Draw(new SyntheticSource(50, 32, seed: 1), 3, 0));
        byte[][] others =
        [
            Draw(new SyntheticSource(20, 32, seed: 1), 3, 1),
            Draw(new SyntheticSource(20, 32, seed: 1), 13, 0),
            Draw(new SyntheticSource(20, 32, seed: 2), 3, 0),
            Draw(new SyntheticSource(20, 32, seed: 1, split: SyntheticSplit.Validation), 3, 0),
        ];
        Assert.All(others, other => Assert.NotEqual(image, other));
        Assert.Equal(3, new SyntheticSource(20, 32).LabelOf(13));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Decode_Box_EqualsThePartOfTheWhole()
    {
        using IImageReader reader = new SyntheticSource(1, 48).Open(0, 0);
        PixelImage whole = PixelImage.Decode(reader);
        var box = new PixelBox(11, 5, 17, 30);
        var part = new byte[box.RgbBytes];
        reader.Decode(box, part);
        Assert.Equal(whole.Crop(box).Rgb, part);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Images_OfBothSplits_ShareTheirClasses()
    {
        const int Classes = 10;
        var train = new SyntheticSource(500, 16, Classes, seed: 3);
        var validation = new SyntheticSource(200, 16, Classes, seed: 3, SyntheticSplit.Validation);
        var means = new double[Classes][];
        for (int label = 0; label < Classes; label++)
            means[label] = new double[16 * 16 * 3];
        for (int i = 0; i < train.Count; i++)
        {
            byte[] image = Draw(train, i, 0);
            for (int at = 0; at < image.Length; at++)
                means[train.LabelOf(i)][at] += image[at] * (double)Classes / train.Count;
        }
        int right = Enumerable.Range(0, validation.Count).Count(i => Nearest(means, Draw(validation, i, 0)) == validation.LabelOf(i));
        Assert.InRange(right / (double)validation.Count, 0.35, 1);          // chance is 0.1
    }

    [Fact, Trait("Kind", "Unit")]
    public void SceneOf_Image_IsWhatOpenDraws()
    {
        var source = new SyntheticSource(20, 24, classes: 4, seed: 2);
        SyntheticScene scene = source.SceneOf(6, epoch: 3);
        var rgb = new byte[24 * 24 * 3];
        scene.Render(24, 0, 0, 24, 24, rgb);
        Assert.Equal(Draw(source, 6, 3), rgb);
        Assert.Equal(source.LabelOf(6), scene.Latents[0]);
        Assert.Equal("class", source.World.Variables[0].Name);
        Assert.Throws<ArgumentOutOfRangeException>(() => source.SceneOf(20, 0));
    }

    [Fact, Trait("Kind", "Unit")]
    public void ClassNames_ManyClasses_SortAsTheirLabels()
    {
        IReadOnlyList<string> names = new SyntheticSource(1, 8, classes: 101).ClassNames;
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal("synthetic-07", new SyntheticSource(1, 8).ClassNames[7]);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_OutOfRange_Throws()
    {
        var source = new SyntheticSource(5, 16);
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Open(5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Open(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticSource(5, 4));
    }

    private static byte[] Draw(SyntheticSource source, int index, int epoch)
    {
        using IImageReader reader = source.Open(index, epoch);
        return PixelImage.Decode(reader).Rgb;
    }

    /// <summary>The class whose mean correlates best with the image, so that brightness does not matter.</summary>
    private static int Nearest(double[][] means, byte[] image) => Enumerable.Range(0, means.Length).MaxBy(label =>
    {
        double imageMean = image.Average(value => (double)value);
        double classMean = means[label].Average();
        (double product, double square) = (0, 0);
        for (int i = 0; i < image.Length; i++)
        {
            product += (image[i] - imageMean) * (means[label][i] - classMean);
            square += (means[label][i] - classMean) * (means[label][i] - classMean);
        }
        return product / Math.Sqrt(square);
    });
}
