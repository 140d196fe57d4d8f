using System.Text.Json;
using MaeUnderstand.Masking;

namespace MaeUnderstand.Data.Tests;

public sealed class RandomResizedCropTests
{
    [Fact, Trait("Kind", "Golden")]
    public void Draw_ManyBoxes_FollowsTorchvisionsLaw()
    {
        foreach (JsonElement law in Golden.Json("vision_ops", "random_resized_crop.json").GetProperty("laws").EnumerateArray())
        {
            int height = law.GetProperty("height").GetInt32();
            int width = law.GetProperty("width").GetInt32();
            double[] scale = [.. law.GetProperty("scale").EnumerateArray().Select(value => value.GetDouble())];
            double[] ratio = [.. law.GetProperty("ratio").EnumerateArray().Select(value => value.GetDouble())];
            int[] fallBack = [.. law.GetProperty("fallback_box_ijhw").EnumerateArray().Select(value => value.GetInt32())];
            PixelBox[] boxes = Draw(new RandomResizedCrop(scale[0], scale[1], ratio[0], ratio[1]), height, width, 20_000);
            JsonElement expected = law.GetProperty("draws_20000");
            string of = $"{height}×{width}, scale {scale[0]}";

            AssertMean(expected, "area_fraction", of, boxes.Select(box => (double)box.Height * box.Width / ((double)height * width)));
            AssertMean(expected, "log_ratio", of, boxes.Select(box => Math.Log((double)box.Width / box.Height)));
            AssertMean(expected, "h", of, boxes.Select(box => (double)box.Height));
            AssertMean(expected, "w", of, boxes.Select(box => (double)box.Width));
            AssertMean(expected, "i", of, boxes.Select(box => (double)box.Top));
            AssertMean(expected, "j", of, boxes.Select(box => (double)box.Left));
            AssertMean(expected, "i_over_free_rows", of,
                boxes.Where(box => box.Height < height).Select(box => (double)box.Top / (height - box.Height)));
            AssertMean(expected, "j_over_free_columns", of,
                boxes.Where(box => box.Width < width).Select(box => (double)box.Left / (width - box.Width)));
            var whole = new PixelBox(fallBack[0], fallBack[1], fallBack[2], fallBack[3]);
            AssertShare(expected, "share_equal_to_fallback_box", of, boxes.Count(box => box == whole));
            AssertShare(expected, "share_full_height", of, boxes.Count(box => box.Height == height));
            AssertShare(expected, "share_full_width", of, boxes.Count(box => box.Width == width));
        }
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1, 1)]
    [InlineData(1, 5000)]
    [InlineData(5000, 1)]
    [InlineData(3, 2)]
    public void Draw_TinyOrNarrowImage_StaysInside(int height, int width)
    {
        foreach (PixelBox box in Draw(new RandomResizedCrop(), height, width, 500))
            Assert.True(box.IsInside(height, width), box.ToString());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Draw_ClampingTheFirstDraw_CutsWhatDoesNotFit()
    {
        var crop = new RandomResizedCrop(MinScale: 0.5) { ClampsFirstDraw = true };
        PixelBox[] boxes = Draw(crop, height: 10, width: 1000, 500);
        Assert.All(boxes, box => Assert.True(box.IsInside(10, 1000), box.ToString()));
        // Drawn once, a side is √(area · ratio): at least √(5000 · 3/4) = 61 of height is cut to 10, of width 61 to 115 stay.
        Assert.All(boxes, box => Assert.Equal(10, box.Height));
        Assert.All(boxes, box => Assert.InRange(box.Width, 61, 115));
        Assert.InRange(boxes.Average(box => box.Left), 400, 500);
    }

    [Fact, Trait("Kind", "Unit")]
    public void TrainTransform_ImpossibleScale_SaysSo()
    {
        var error = Assert.Throws<ArgumentException>(() => new TrainTransform(8, new RandomResizedCrop(MinScale: 0)));
        Assert.StartsWith("The crop's scale must satisfy 0 < min <= max <= 1, but is 0 to 1.", error.Message);
    }

    private static PixelBox[] Draw(RandomResizedCrop crop, int height, int width, int count)
    {
        RandomKey key = RandomKey.FromSeed(5).For(RandomPurpose.Augmentation);
        var boxes = new PixelBox[count];
        for (int i = 0; i < count; i++)
        {
            var random = new KeyedRandom(key.Derive(i));
            boxes[i] = crop.Draw(height, width, ref random);
        }
        return boxes;
    }

    private static void AssertMean(JsonElement expected, string name, string of, IEnumerable<double> drawn)
    {
        if (!expected.TryGetProperty(name, out JsonElement law) || law.ValueKind != JsonValueKind.Object)
            return;
        double[] values = [.. drawn];
        if (values.Length == 0)
            return;
        double mean = law.GetProperty("mean").GetDouble();
        double allowed = 4.5 * law.GetProperty("std").GetDouble() * Math.Sqrt(1.0 / values.Length + 1.0 / 20_000) + 1e-9;
        Assert.True(Math.Abs(values.Average() - mean) <= allowed, $"{name} of {of}: {values.Average()}, expected {mean} ± {allowed}");
    }

    private static void AssertShare(JsonElement expected, string name, string of, int count)
    {
        if (!expected.TryGetProperty(name, out JsonElement share))
            return;
        double found = count / 20_000.0;
        Assert.True(Math.Abs(found - share.GetDouble()) <= 0.02, $"{name} of {of}: {found}, expected {share.GetDouble()} ± 0.02");
    }
}
