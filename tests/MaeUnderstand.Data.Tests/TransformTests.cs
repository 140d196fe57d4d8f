using MaeUnderstand.Masking;

namespace MaeUnderstand.Data.Tests;

public sealed class TransformTests
{
    [Fact, Trait("Kind", "Unit")]
    public void TrainTransform_Key_FixesBoxAndFlip()
    {
        PixelImage image = PixelImage.Noise(40, 60, seed: 1);
        var transform = new TrainTransform(16);
        int flips = 0;
        for (int i = 0; i < 200; i++)
        {
            RandomKey key = RandomKey.FromSeed(i);
            var random = new KeyedRandom(key);
            PixelImage part = image.Crop(new RandomResizedCrop().Draw(40, 60, ref random));
            var plain = new byte[3 * 16 * 16];
            BicubicResize.Resize(part.Rgb, part.Height, part.Width, plain, 16, 16);
            byte[] flipped = [.. plain.Chunk(16).SelectMany(row => row.Reverse())];
            var found = new byte[plain.Length];
            transform.Apply(image, key, found);
            bool isFlipped = found.AsSpan().SequenceEqual(flipped);
            Assert.True(isFlipped || found.AsSpan().SequenceEqual(plain));
            flips += isFlipped ? 1 : 0;
        }
        Assert.InRange(flips, 70, 130);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(224, 256)]
    [InlineData(96, 109)]
    [InlineData(64, 73)]
    [InlineData(32, 36)]
    [InlineData(448, 448)]
    public void DefaultResize_IsThatOfMae(int size, int resize) => Assert.Equal(resize, EvalTransform.DefaultResize(size));

    [Theory, Trait("Kind", "Unit")]
    [InlineData(50, 70, 20, 16)]
    [InlineData(70, 50, 17, 16)]
    [InlineData(9, 100, 32, 32)]
    public void EvalTransform_Window_EqualsResizingTheWholeAndCropping(int height, int width, int resize, int crop)
    {
        PixelImage image = PixelImage.Noise(height, width, seed: 2);
        int newHeight = height <= width ? resize : (int)((double)resize * height / width);
        int newWidth = height <= width ? (int)((double)resize * width / height) : resize;
        var whole = new byte[3 * newHeight * newWidth];
        BicubicResize.Resize(image.Rgb, height, width, whole, newHeight, newWidth);
        int top = (int)Math.Round((newHeight - crop) / 2.0);
        int left = (int)Math.Round((newWidth - crop) / 2.0);

        var found = new byte[3 * crop * crop];
        new EvalTransform(crop, resize).Apply(image, default, found);
        for (int i = 0; i < found.Length; i++)
        {
            (int channel, int y, int x) = (i / (crop * crop), i / crop % crop, i % crop);
            Assert.Equal(whole[(channel * newHeight + top + y) * newWidth + left + x], found[i]);
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void EvalTransform_ImageSmallerThanTheCrop_GetsABlackBorder()
    {
        var white = new PixelImage(4, 4, [.. Enumerable.Repeat((byte)255, 48)]);
        var found = new byte[3 * 7 * 7];
        new EvalTransform(7, resize: 4).Apply(white, default, found);
        for (int i = 0; i < found.Length; i++)
        {
            (int y, int x) = (i / 7 % 7, i % 7);
            Assert.Equal(y is >= 1 and < 5 && x is >= 1 and < 5 ? 255 : 0, found[i]);       // torchvision: 1 before, 2 after
        }
    }
}
