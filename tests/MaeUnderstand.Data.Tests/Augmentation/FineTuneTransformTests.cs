using MaeUnderstand.Masking;

namespace MaeUnderstand.Data.Tests;

public sealed class FineTuneTransformTests
{
    private const int Size = 16;

    [Fact, Trait("Kind", "Unit")]
    public void Apply_Key_FixesCropFlipAndOperations()
    {
        PixelImage image = PixelImage.Noise(40, 60, seed: 1);
        var cropAndFlip = new TrainTransform(Size, new RandomResizedCrop(0.08, 1, 3.0 / 4, 4.0 / 3));
        int augmented = 0;
        for (int i = 0; i < 60; i++)
        {
            RandomKey key = RandomKey.FromSeed(i);
            byte[] expected = Apply(cropAndFlip, image, key);
            byte[] plain = [.. expected];
            new RandAugment().Apply(expected, Size, Size, FineTuneTransform.AugmentKey(key));
            byte[] found = Apply(new FineTuneTransform(Size), image, key);
            Assert.Equal(expected, found);
            augmented += found.AsSpan().SequenceEqual(plain) ? 0 : 1;
        }
        Assert.InRange(augmented, 30, 58);                       // three in four have at least one operation
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_NoOperations_IsTheTrainTransform()
    {
        PixelImage image = PixelImage.Noise(30, 30, seed: 2);
        var crop = new RandomResizedCrop(0.5);
        var transform = new FineTuneTransform(Size, new RandAugment(OperationCount: 0), crop);
        for (int i = 0; i < 10; i++)
        {
            RandomKey key = RandomKey.FromSeed(i);
            Assert.Equal(Apply(new TrainTransform(Size, crop), image, key), Apply(transform, image, key));
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_ImpossibleLaw_SaysSo()
    {
        Assert.StartsWith("RandAugment's magnitude must be from 0 to 10, but is 11.",
            Assert.Throws<ArgumentException>(() => new FineTuneTransform(Size, new RandAugment(Magnitude: 11))).Message);
        Assert.StartsWith("The crop's scale must satisfy 0 < min <= max <= 1, but is 0 to 1.",
            Assert.Throws<ArgumentException>(() => new FineTuneTransform(Size, crop: new RandomResizedCrop(0))).Message);
    }

    private static byte[] Apply(ITransform transform, PixelImage image, RandomKey key)
    {
        var chw = new byte[3 * Size * Size];
        transform.Apply(image, key, chw);
        return chw;
    }
}
