using MaeUnderstand.Masking;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Data.Tests;

public sealed class MixupTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(5).For(RandomPurpose.Mixup);
    private static readonly Mixup Blending = new(CutMixAlpha: 0, LabelSmoothing: 0);
    private static readonly Mixup Cutting = new(MixupAlpha: 0, LabelSmoothing: 0);

    [Fact, Trait("Kind", "Unit")]
    public void Draw_ManyBatches_CutsHalfOfThemByTheirOwnLaws()
    {
        const int Count = 20_000;
        MixDraw[] draws = [.. Enumerable.Range(0, Count).Select(i => new Mixup().Draw(1000, 1000, Key.Derive(i)))];
        double[] blended = [.. draws.Where(draw => draw.CutBox is null).Select(draw => draw.Lambda)];
        double[] cut = [.. draws.Where(draw => draw.CutBox is not null).Select(draw => draw.Lambda)];
        Assert.Equal(Count / 2.0, cut.Length, 4.5 * Math.Sqrt(Count / 4.0));

        Assert.Equal(0.5, blended.Average(), 0.015);
        Assert.Equal(0.25 / 2.6, Variance(blended), 0.004);                    // Beta(0.8, 0.8): 1 / (4 (2 · 0.8 + 1))
        // A side s of the image's, cut off at the border, is s − s² / 4 on average; s = √(1 − λ), λ uniform:
        // ∫ (s − s² / 4)² 2 s ds from 0 to 1.
        Assert.Equal(1 - (1 / 2.0 - 1 / 5.0 + 1 / 48.0), cut.Average(), 0.012);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Draw_SwitchProbabilityOrOneKindAlone_DecidesTheKind()
    {
        for (int i = 0; i < 50; i++)
        {
            Assert.Null(new Mixup(SwitchProbability: 0).Draw(32, 32, Key.Derive(i)).CutBox);
            Assert.NotNull(new Mixup(SwitchProbability: 1).Draw(32, 32, Key.Derive(i)).CutBox);
            Assert.Null(new Mixup(CutMixAlpha: 0, SwitchProbability: 1).Draw(32, 32, Key.Derive(i)).CutBox);
            Assert.NotNull(new Mixup(MixupAlpha: 0, SwitchProbability: 0).Draw(32, 32, Key.Derive(i)).CutBox);
            Assert.Equal(new MixDraw(1, null), new Mixup(0, 0).Draw(32, 32, Key.Derive(i)));
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Draw_CutBox_CoversOneMinusLambdaOfTheImage()
    {
        for (int i = 0; i < 500; i++)
        {
            MixDraw draw = Cutting.Draw(30, 50, Key.Derive(i));
            PixelBox box = draw.CutBox!.Value;
            Assert.Equal(box.Height * box.Width, (1 - draw.Lambda) * 30 * 50, 9);
            Assert.True(box.Top >= 0 && box.Left >= 0 && box.Top + box.Height <= 30 && box.Left + box.Width <= 50, box.ToString());
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_Mixup_BlendsImageIWithImageBMinus1MinusI()
    {
        using DisposeScope scope = NewDisposeScope();
        float lambda = (float)Blending.Draw(2, 2, Key).Lambda;
        Assert.InRange(lambda, 0.01f, 0.99f);
        Tensor images = tensor(new float[] { 1, 10, 100, 1000 }).reshape(4, 1, 1, 1).expand(4, 3, 2, 2).clone();
        (Tensor mixed, Tensor targets) = Blending.Apply(images, tensor(new long[] { 0, 1, 2, 0 }), 3, Key);
        Assert.Same(images, mixed);
        float[] own = [1, 10, 100, 1000];
        for (int i = 0; i < 4; i++)
        {
            float expected = lambda * own[i] + (1 - lambda) * own[3 - i];
            Assert.All(mixed[i].data<float>().ToArray(), value => Assert.Equal(expected, value, expected * 1e-5f));
        }
        AssertClose([1, 0, 0, 0, lambda, 1 - lambda, 0, 1 - lambda, lambda, 1, 0, 0], targets);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_CutMix_PastesTheBoxOfTheOtherImage()
    {
        using DisposeScope scope = NewDisposeScope();
        const int Side = 16;
        MixDraw draw = Cutting.Draw(Side, Side, Key);
        PixelBox box = draw.CutBox!.Value;
        int area = box.Height * box.Width;
        Assert.InRange(area, 1, Side * Side - 1);
        Tensor images = arange(4).to(ScalarType.Float32).reshape(4, 1, 1, 1).expand(4, 3, Side, Side).clone();
        Tensor targets = Cutting.Apply(images, arange(4), 4, Key).Targets;
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(3 * (Side * Side - area), images[i].eq(i).sum().item<long>());
            Assert.True(images[i].narrow(1, box.Top, box.Height).narrow(2, box.Left, box.Width).eq(3 - i).all().item<bool>());
            Assert.Equal(1 - area / 256f, targets[i][i].item<float>(), 1e-6f);
            Assert.Equal(area / 256f, targets[i][3 - i].item<float>(), 1e-6f);
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_Smoothing_KeepsRowsSummingToOne()
    {
        using DisposeScope scope = NewDisposeScope();
        var mixup = new Mixup();
        for (int i = 0; i < 20; i++)
        {
            double lambda = mixup.Draw(8, 8, Key.Derive(i)).Lambda;
            Tensor targets = mixup.Apply(zeros(2, 3, 8, 8), tensor(new long[] { 0, 3 }), 4, Key.Derive(i)).Targets;
            float off = 0.025f;
            float first = (float)(off + 0.9 * lambda);
            float second = (float)(off + 0.9 * (1 - lambda));
            AssertClose([first, off, off, second, second, off, off, first], targets);
            Assert.All(targets.sum(1).data<float>().ToArray(), sum => Assert.Equal(1, sum, 1e-6f));
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_OddBatch_LeavesTheMiddleImageAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (Mixup mixup in (Mixup[])[Blending, Cutting])
        {
            Tensor images = randn(3, 3, 8, 8, generator: new Generator(1));
            Tensor before = images.clone();
            Tensor targets = mixup.Apply(images, arange(3), 3, Key).Targets;
            Assert.True(images[1].allclose(before[1], 1e-6, 1e-6));
            Assert.False(images[0].allclose(before[0], 1e-6, 1e-6));
            AssertClose([0, 1, 0], targets[1]);
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_SameKey_GivesTheSame()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = randn(4, 3, 8, 8, generator: new Generator(1));
        (Tensor first, Tensor firstTargets) = new Mixup().Apply(images.clone(), arange(4), 4, Key);
        (Tensor second, Tensor secondTargets) = new Mixup().Apply(images.clone(), arange(4), 4, Key);
        (_, Tensor others) = new Mixup().Apply(images.clone(), arange(4), 4, Key.Derive(1));
        Assert.True(first.Equals(second) && firstTargets.Equals(secondTargets));
        Assert.False(firstTargets.Equals(others));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_Off_SmoothsTheTargetsOnly()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = ones(2, 3, 4, 4);
        Tensor targets = new Mixup(0, 0, LabelSmoothing: 0.2).Apply(images, tensor(new long[] { 1, 0 }), 2, Key).Targets;
        Assert.True(images.Equals(ones(2, 3, 4, 4)));
        AssertClose([0.1f, 0.9f, 0.9f, 0.1f], targets);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_WrongArguments_AreNamed()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = zeros(2, 3, 4, 4);
        Assert.StartsWith("2 images need as many labels, but there are 3.",
            Assert.Throws<ArgumentException>(() => new Mixup().Apply(images, arange(3), 5, Key)).Message);
        Assert.StartsWith("Labels must be from 0 to 1, but go from 1 to 2.",
            Assert.Throws<ArgumentException>(() => new Mixup().Apply(images, tensor(new long[] { 2, 1 }), 2, Key)).Message);
        Assert.StartsWith("Images must be floating point, but are Byte.",
            Assert.Throws<ArgumentException>(() => new Mixup().Apply(zeros(2, 3, 4, 4, ScalarType.Byte), arange(2), 2, Key)).Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_Repeated_LeavesNoTensors()
    {
        using Tensor images = zeros(4, 3, 8, 8);
        using Tensor labels = arange(4);
        foreach (Mixup mixup in (Mixup[])[Blending, Cutting])
            Leaks.None(() => mixup.Apply(images, labels, 4, Key).Targets.Dispose());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Problems_WrongValues_NamesEach()
    {
        Assert.Empty(new Mixup().Problems());
        Assert.Empty(new Mixup(0, 0, 0, 0).Problems());
        Assert.Equal(
            [
                "The mixup alpha must be 0 (off) or above, but is -0.8.",
                "The CutMix alpha must be 0 (off) or above, but is NaN.",
                "The probability of switching to CutMix must be from 0 to 1, but is 2.",
                "The label smoothing must be 0 or above and below 1, but is 1.",
            ],
            new Mixup(-0.8, double.NaN, 2, 1).Problems());
    }

    private static void AssertClose(float[] expected, Tensor found)
    {
        float[] values = found.contiguous().data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], values[i], 1e-6f);                // float32
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }
}
