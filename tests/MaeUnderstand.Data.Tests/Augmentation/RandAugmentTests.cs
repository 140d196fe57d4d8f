using MaeUnderstand.Masking;

namespace MaeUnderstand.Data.Tests;

public sealed class RandAugmentTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11).For(RandomPurpose.Augmentation);

    [Fact, Trait("Kind", "Unit")]
    public void Draw_ManySteps_FollowsTheLawOfTimm()
    {
        const int Count = 60_000;
        var random = new KeyedRandom(Key);
        var augment = new RandAugment();
        var steps = new List<AugmentStep>();
        for (int i = 0; i < Count; i++)
        {
            if (augment.Draw(ref random) is { } step)
                steps.Add(step);
        }
        Assert.Equal(Count / 2.0, steps.Count, 4.5 * Math.Sqrt(Count / 4.0));
        int[] counts = new int[Enum.GetValues<AugmentOperation>().Length];
        foreach (AugmentStep step in steps)
            counts[(int)step.Operation]++;
        Assert.Equal(15, counts.Length);
        double each = steps.Count / 15.0;
        Assert.All(counts, count => Assert.Equal(each, count, 4.5 * Math.Sqrt(each)));
        Assert.Equal(steps.Count / 2.0, steps.Count(step => step.IsNegated), 4.5 * Math.Sqrt(steps.Count / 4.0));

        // A normal number of mean 9 and deviation 0.5, cut at 10, two deviations up: the cut takes 0.5 · (φ(2) − 2 · (1 − Φ(2))) off.
        double mean = 9 - 0.5 * (0.0539910 - 2 * 0.0227501);
        Assert.Equal(mean, steps.Average(step => step.Magnitude), 4.5 * 0.5 / Math.Sqrt(steps.Count));
        Assert.Equal(0.0227501, steps.Count(step => step.Magnitude == 10) / (double)steps.Count, 0.004);
        Assert.All(steps, step => Assert.InRange(step.Magnitude, 0, 10));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Draw_NoDeviation_KeepsTheMagnitude()
    {
        var random = new KeyedRandom(Key);
        var augment = new RandAugment(Magnitude: 3, MagnitudeStd: 0);
        for (int i = 0; i < 50; i++)
            Assert.Equal(3, augment.Draw(ref random)?.Magnitude ?? 3);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_NoOperations_ChangesNothing()
    {
        byte[] planes = PixelImage.Noise(9, 7, seed: 1).Planes();
        for (int i = 0; i < 20; i++)
        {
            byte[] found = [.. planes];
            new RandAugment(OperationCount: 0).Apply(found, 9, 7, Key.Derive(i));
            Assert.Equal(planes, found);
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_TwoOperations_DoesThemInTheOrderDrawn()
    {
        byte[] planes = PixelImage.Noise(9, 7, seed: 1).Planes();
        int changed = 0;
        for (int i = 0; i < 100; i++)
        {
            var random = new KeyedRandom(Key.Derive(i));
            byte[] expected = [.. planes];
            for (int operation = 0; operation < 2; operation++)
            {
                if (new RandAugment().Draw(ref random) is { } step)
                    AugmentPixels.Apply(step.Operation, step.Argument(isIncreasing: true), expected, 9, 7);
            }
            byte[] found = [.. planes];
            new RandAugment().Apply(found, 9, 7, Key.Derive(i));
            Assert.Equal(expected, found);
            changed += found.AsSpan().SequenceEqual(planes) ? 0 : 1;
        }
        Assert.InRange(changed, 50, 95);                         // three in four have at least one operation
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_ShiftByHalfTheRow_MovesPixelsAndFillsWithTheMeanColour()
    {
        byte[] chw = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120];       // [3, 1, 4]
        AugmentPixels.Apply(AugmentOperation.TranslateX, 0.5, chw, 1, 4);
        Assert.Equal([30, 40, 124, 124, 70, 80, 116, 116, 110, 120, 104, 104], chw);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Apply_WrongBuffer_NamesBothSizes()
    {
        var error = Assert.Throws<ArgumentException>(() => new RandAugment().Apply(new byte[10], 2, 2, Key));
        Assert.Equal("Planes of 2×2 pixels take 12 bytes, but the buffer has 10.", error.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Problems_WrongValues_NamesEach()
    {
        Assert.Empty(new RandAugment().Problems());
        Assert.Empty(new RandAugment(Magnitude: 0, MagnitudeStd: 0, OperationCount: 0).Problems());
        Assert.Equal(
            [
                "RandAugment's magnitude must be from 0 to 10, but is 10.5.",
                "The standard deviation of RandAugment's magnitude must be from 0 to 100, but is -1.",
                "RandAugment's operation count must be 0 or more, but is -2.",
            ],
            new RandAugment(10.5, -1, -2).Problems());
        Assert.Equal(2, new RandAugment(double.NaN, double.NaN).Problems().Count());
    }
}
