using System.Security.Cryptography;
using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Images;

namespace MaeUnderstand.Theory.Tests.Images;

[Trait("Kind", "Unit")]
public sealed class ImageWorldTests
{
    private const int Size = 64;
    private static readonly ImageWorld World = new(10, seed: 0);
    private static readonly RandomKey Key = RandomKey.FromSeed(5);

    [Fact]
    public void Variables_World_AreNamedByOwnerAndFallInLevel()
    {
        Assert.Equal(101, World.Variables.Count);
        Assert.Equal(101, World.Variables.DistinctBy(variable => variable.Name).Count());
        Assert.Equal([.. World.Variables.Select(variable => variable.Level).OrderDescending()],
            World.Variables.Select(variable => variable.Level));
        Assert.Equal([(3, 5), (2, 22), (1, 74)],
            World.Variables.CountBy(variable => variable.Level).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(new LatentVariable("class", 3, LatentKind.Discrete, 10), World.Variables[0]);
        Assert.Equal(new LatentVariable("part2.shape", 2, LatentKind.Discrete, 8), World.Variables[IndexOf("part2.shape")]);
        Assert.Equal(new LatentVariable("background.a.hue.cos", 1, LatentKind.Continuous, 0),
            World.Variables[IndexOf("background.a.hue.cos")]);
        Assert.All(["pose.x", "part1.x", "backdrop.height", "part1.a.texture", "part1.b.hue.cos", "light.level"], name => IndexOf(name));
    }

    [Fact]
    public void Draw_SameWorldAndKey_GivesTheSameScene()
    {
        SyntheticScene scene = World.Draw(3, Key);
        SyntheticScene again = new ImageWorld(10, seed: 0).Draw(3, Key);
        Assert.Equal(scene.Latents, again.Latents);
        Assert.Equal(Whole(scene), Whole(again));
        Assert.NotEqual(Whole(scene), Whole(World.Draw(3, Key.Derive(1))));
        Assert.NotEqual(Whole(scene), Whole(new ImageWorld(10, seed: 1).Draw(3, Key)));
        Assert.Equal(World.Draw(4, Key).Latents.Skip(1).Take(4), scene.Latents.Skip(1).Take(4));      // the pose knows no class
    }

    /// <summary>Tells that the images changed, which changes every run on them: the hash has no other meaning. A platform whose sine
    /// rounds otherwise may have another one.</summary>
    [Fact]
    public void Render_Scene_IsTheImageItWas() =>
        Assert.Equal("c27631700cb5000f", Convert.ToHexStringLower(SHA256.HashData(Whole(World.Draw(7, Key))))[..16]);

    [Fact]
    public void Render_Box_EqualsThePartOfTheWhole()
    {
        SyntheticScene scene = World.Draw(1, Key);
        byte[] whole = Whole(scene);
        var box = new byte[30 * 17 * 3];
        scene.Render(Size, left: 5, top: 11, width: 30, height: 17, box);
        for (int y = 0; y < 17; y++)
            Assert.Equal(whole.AsSpan(((11 + y) * Size + 5) * 3, 90).ToArray(), box.AsSpan(y * 90, 90).ToArray());
    }

    [Fact]
    public void Render_BoxOutside_IsRefused()
    {
        SyntheticScene scene = World.Draw(1, Key);
        var rgb = new byte[3 * 16];
        Assert.Equal("The box of 4×4 pixels at row 0, column 5 does not lie inside the picture of 8×8.",
            Assert.Throws<ArgumentException>(() => scene.Render(8, 5, 0, 4, 4, rgb)).Message);
        Assert.StartsWith("2×4 pixels take 24 bytes of RGB, not 48.",
            Assert.Throws<ArgumentException>(() => scene.Render(8, 0, 0, 4, 2, rgb)).Message);
    }

    [Fact]
    public void Compose_LatentsOfAScene_GiveItsPixelsAgain()
    {
        SyntheticScene scene = World.Draw(6, Key);
        Assert.Equal(Whole(scene), Whole(World.Compose(scene.Latents, Key.Derive(1))));
    }

    [Fact]
    public void Compose_AnyLatentChanged_ChangesThePicture()
    {
        SyntheticScene scene = World.Draw(2, Key);
        byte[] before = Whole(World.Compose(scene.Latents, Key));
        Assert.All(Enumerable.Range(0, World.Variables.Count), variable =>
        {
            byte[] after = Whole(World.Compose(Changed(scene.Latents, variable), Key));
            int different = before.Zip(after).Count(pair => Math.Abs(pair.First - pair.Second) > 3);
            Assert.True(different >= 20, $"{World.Variables[variable].Name} changes {different} channels.");
        });
    }

    [Fact]
    public void Compose_BadLatents_AreRefusedByName()
    {
        IReadOnlyList<double> good = World.Draw(2, Key).Latents;
        Assert.StartsWith("There are 101 variables, but 100 latents.", Fault([.. good.Skip(1)]));
        Assert.Equal("The latent class must be a whole number from 0 to 9, but is 10.", Fault(With(good, "class", 10)));
        Assert.Equal("The latent part2.a.texture must be a whole number from 0 to 7, but is 1.5.",
            Fault(With(good, "part2.a.texture", 1.5)));
        Assert.Equal("The latent pose.zoom must be from 0.82 to 1.18, but is NaN.", Fault(With(good, "pose.zoom", double.NaN)));
        Assert.Equal("The latent background.a.hue.sin must be from -1 to 1, but is 2.", Fault(With(good, "background.a.hue.sin", 2)));

        static string Fault(double[] latents) => Assert.Throws<ArgumentException>(() => World.Compose(latents, Key)).Message;
    }

    [Fact]
    public void Latents_ManyScenes_AreUniformAndIndependent()
    {
        const int Scenes = 2000;
        int[] numbers = [.. Enumerable.Range(0, World.Variables.Count)
            .Where(i => i == 0 || World.Variables[i].Kind == LatentKind.Continuous)];
        double[][] columns = [.. numbers.Select(_ => new double[Scenes])];
        for (int scene = 0; scene < Scenes; scene++)
        {
            IReadOnlyList<double> latents = World.Draw(scene % 10, Key.Derive(scene)).Latents;
            for (int i = 0; i < numbers.Length; i++)
                columns[i][scene] = latents[numbers[i]];
        }
        AssertRange("pose.x", -0.12, 0.12);
        AssertRange("part3.size", 0.8, 1.2);
        AssertRange("part1.a.hue.cos", -1, 1);
        AssertRange("light.grain", 0.01, 0.05);
        double[][] standard = [.. columns.Select(Standardised)];
        for (int i = 0; i < numbers.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double correlation = standard[i].Zip(standard[j]).Sum(pair => pair.First * pair.Second) / Scenes;
                Assert.True(Math.Abs(correlation) < 0.1,       // about 4.5 standard deviations
                    $"{World.Variables[numbers[i]].Name} and {World.Variables[numbers[j]].Name} correlate by {correlation}.");
            }
        }

        void AssertRange(string name, double low, double high)
        {
            double[] column = columns[Array.IndexOf(numbers, IndexOf(name))];
            double edge = 0.01 * (high - low);
            Assert.InRange(column.Min(), low, low + edge);
            Assert.InRange(column.Max(), high - edge, high);
        }
    }

    [Fact]
    public void Latents_OfAClass_TakeTwoShapesAndTwoTexturesAPart_AndAnyTextureBehind()
    {
        SyntheticScene[] scenes = [.. Enumerable.Range(0, 400).Select(i => World.Draw(4, Key.Derive(i)))];
        for (int part = 1; part <= 4; part++)
        {
            foreach (string choice in (string[])["shape", "a.texture", "b.texture"])
            {
                int[] counts = [.. scenes.CountBy(scene => scene.Latents[IndexOf($"part{part}.{choice}")]).Select(pair => pair.Value)];
                Assert.Equal(2, counts.Length);
                Assert.All(counts, count => Assert.InRange(count, 160, 240));
            }
        }
        Assert.Equal(8, scenes.DistinctBy(scene => scene.Latents[IndexOf("background.b.texture")]).Count());
    }

    private static int IndexOf(string name)
    {
        int index = World.Variables.ToList().FindIndex(variable => variable.Name == name);
        return index >= 0 ? index : throw new InvalidOperationException($"There is no variable {name}.");
    }

    private static double[] With(IReadOnlyList<double> latents, string name, double value)
    {
        double[] copy = [.. latents];
        copy[IndexOf(name)] = value;
        return copy;
    }

    /// <summary>Another value of the variable, inside its range: that of another scene which differs clearly.</summary>
    private static double[] Changed(IReadOnlyList<double> latents, int variable)
    {
        double[] others = [.. Enumerable.Range(0, 50).Select(i => World.Draw(i % 10, Key.Derive(i)).Latents[variable])];
        return With(latents, World.Variables[variable].Name, others.MaxBy(value => Math.Abs(value - latents[variable])));
    }

    private static byte[] Whole(SyntheticScene scene)
    {
        var rgb = new byte[Size * Size * 3];
        scene.Render(Size, 0, 0, Size, Size, rgb);
        return rgb;
    }

    private static double[] Standardised(double[] values)
    {
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return [.. values.Select(value => (value - mean) / deviation)];
    }
}
