using MaeUnderstand.Masking;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Data.Tests;

public sealed class RandomErasingTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(3).For(RandomPurpose.RandomErasing).Derive(0);
    private static readonly RandomErasing Always = new(Probability: 1);

    [Fact, Trait("Kind", "Unit")]
    public void Draw_ManyImages_ErasesAQuarterOfThem()
    {
        const int Count = 20_000;
        int erased = Enumerable.Range(0, Count).Count(i => Draw(new RandomErasing(), 224, 224, i) is not null);
        Assert.Equal(Count / 4.0, erased, 4.5 * Math.Sqrt(Count * 0.25 * 0.75));       // no box fits in ten draws: less than 10⁻⁹
        Assert.DoesNotContain(Enumerable.Range(0, 200), i => Draw(new RandomErasing(Probability: 0), 224, 224, i) is not null);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Draw_ManyBoxes_FollowTheLawOfTimm()
    {
        const int Side = 1000;
        PixelBox[] boxes = [.. Enumerable.Range(0, 20_000).Select(i => Draw(Always, Side, Side, i)!.Value)];
        double[] areas = [.. boxes.Select(box => box.Height * (double)box.Width / (Side * Side))];
        double[] ratios = [.. boxes.Select(box => Math.Log((double)box.Height / box.Width))];

        // An area a has a box of the ratio r where √(a r) and √(a / r) are below 1. Up to 0.3, the whole range of ratios fits.
        Assert.InRange(areas.Min(), 0.0199, 0.021);
        Assert.InRange(areas.Max(), 0.33, 0.3341);
        Assert.Equal((0.1 - 0.02) / (0.3 - 0.02), areas.Count(a => a < 0.1) / (double)areas.Count(a => a < 0.3), 0.015);
        Assert.InRange(ratios.Min(), Math.Log(0.3) - 0.01, Math.Log(0.3) + 0.01);
        Assert.InRange(ratios.Max(), -Math.Log(0.3) - 0.01, -Math.Log(0.3) + 0.01);
        Assert.Equal(0, ratios.Average(), 4.5 * -Math.Log(0.3) / Math.Sqrt(3 * 20_000.0));       // of a symmetric range
        Assert.Equal(0.5, boxes.Average(box => box.Top / (double)(Side - box.Height)), 0.01);
        Assert.Equal(0.5, boxes.Average(box => box.Left / (double)(Side - box.Width)), 0.01);
        Assert.Equal(1 / Math.Sqrt(12), Deviation([.. boxes.Select(box => box.Top / (double)(Side - box.Height))]), 0.01);
        Assert.All(boxes, box => Assert.True(box.IsInside(Side, Side) && box.Height < Side && box.Width < Side, box.ToString()));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_ErasedImages_HoldNormalNoiseInTheBoxAndTheirPixelsElsewhere()
    {
        using DisposeScope scope = NewDisposeScope();
        const int Side = 64;
        RandomKey[] keys = Keys(12);
        Tensor images = full(12, 3, Side, Side, 100f);
        Assert.Same(images, Always.Apply(images, keys));
        var noise = new List<float>();
        for (int i = 0; i < keys.Length; i++)
        {
            var random = new KeyedRandom(keys[i]);
            PixelBox box = Always.Draw(Side, Side, ref random)!.Value;
            Tensor part = images[i].narrow(1, box.Top, box.Height).narrow(2, box.Left, box.Width);
            noise.AddRange(part.contiguous().data<float>().ToArray());
            Assert.Equal(3 * (Side * Side - box.Height * box.Width), images[i].eq(100).sum().item<long>());
        }
        Assert.Equal(0, noise.Average(), 4.5 / Math.Sqrt(noise.Count));
        Assert.Equal(1, Deviation([.. noise.Select(value => (double)value)]), 4.5 / Math.Sqrt(2.0 * noise.Count));
        Assert.Equal(noise.Count, noise.Distinct().Count(), noise.Count * 0.01);       // each pixel and channel its own
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_Row_DependsOnItsKeyAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        RandomKey[] keys = Keys(6);
        Tensor images = randn(6, 3, 20, 30, generator: new Generator(1));
        Tensor together = new RandomErasing(0.7).Apply(images.clone(), keys);
        Tensor reversed = new RandomErasing(0.7).Apply(images.flip(0), [.. keys.Reverse()]).flip(0);
        Assert.True(together.Equals(reversed));
        for (int i = 0; i < keys.Length; i++)
            Assert.True(together.narrow(0, i, 1).Equals(new RandomErasing(0.7).Apply(images.narrow(0, i, 1).clone(), [keys[i]])));
        Assert.False(together.Equals(images));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_Bfloat16_IsErasedInItsOwnType()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Always.Apply(zeros(1, 3, 32, 32, ScalarType.BFloat16), Keys(1));
        Tensor expected = Always.Apply(zeros(1, 3, 32, 32), Keys(1)).to(ScalarType.BFloat16);
        Assert.Equal(ScalarType.BFloat16, images.dtype);
        Assert.True(images.Equals(expected));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(1, 50)]
    public void Apply_TinyImages_StayOrAreErasedInside(int height, int width)
    {
        using Tensor images = zeros(50, 3, height, width);
        Always.Apply(images, Keys(50));
        using Tensor sum = images.sum();
        Assert.True(float.IsFinite(sum.item<float>()));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_WrongArguments_AreNamed()
    {
        using Tensor images = zeros(2, 3, 4, 4);
        Assert.StartsWith("2 images need as many keys, but there are 3.",
            Assert.Throws<ArgumentException>(() => Always.Apply(images, Keys(3))).Message);
        using Tensor flat = zeros(3, 4, 4);
        Assert.StartsWith("Images must be [B, 3, H, W], but are [3, 4, 4].",
            Assert.Throws<ArgumentException>(() => Always.Apply(flat, Keys(3))).Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_Repeated_LeavesNoTensors()
    {
        using Tensor images = zeros(4, 3, 16, 16);
        Leaks.None(() => Always.Apply(images, Keys(4)));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Problems_WrongValues_NamesEach()
    {
        Assert.Empty(new RandomErasing().Problems());
        Assert.Equal(
            [
                "The random erasing probability must be from 0 to 1, but is 1.5.",
                "The erased area must satisfy 0 < min <= max <= 1, but is 0.5 to 0.2.",
                "The erased box's aspect ratio must satisfy 0 < min <= max, but is 0 to 3.",
            ],
            new RandomErasing(1.5, 0.5, 0.2, 0, 3).Problems());
        Assert.Single(new RandomErasing(double.NaN).Problems());
    }

    private static PixelBox? Draw(RandomErasing law, int height, int width, int index)
    {
        var random = new KeyedRandom(Key.Derive(index));
        return law.Draw(height, width, ref random);
    }

    private static RandomKey[] Keys(int count) => [.. Enumerable.Range(0, count).Select(i => Key.Derive(i))];

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
