using MaeUnderstand.Masking;

namespace MaeUnderstand.Theory.Images;

/// <summary>
/// A world of pictures whose latents are known: a hierarchy as in section 2.1 of the paper, in which a class and a pose make parts,
/// parts have two surfaces each, and surfaces under a light make pixels.
/// </summary>
/// <remarks>
/// <para>A scene's variables, from the top:</para>
/// <list type="bullet">
/// <item>Level 3, the scene: <c>class</c> (it fixes the layout: for each part a place, a size, a turn, two usual shapes and two usual
/// textures out of eight each, and a palette a surface, which is how its two colours hang together) and <c>pose.x</c>, <c>pose.y</c>
/// (shift; the image runs from −1 to 1), <c>pose.zoom</c> (factor), <c>pose.turn</c> (radians).</item>
/// <item>Level 2, the parts, the hindmost and largest first: <c>part1.x</c>, <c>part1.y</c> (offset from the layout, before the pose
/// moves it), <c>part1.size</c> (factor of the layout's), <c>part1.turn</c> (radians, against the layout's), <c>part1.shape</c> (0 to 7:
/// disc, square, triangle, ring, bar, cross, diamond, half disc); … <c>part4</c>. The plane behind them, which a horizon cuts:
/// <c>backdrop.height</c> (of the horizon above the middle, before the pose moves it), <c>backdrop.turn</c> (radians, against the
/// pose's).</item>
/// <item>Level 1, the surfaces, two a part, since a seam through its centre cuts it, and two of the <c>background</c>, <c>a</c> above
/// and <c>b</c> below the horizon: <c>part1.a.texture</c> (0 to 7: waves, stripes, checks, dots, rings, zigzag, grid, facets),
/// <c>part1.a.frequency</c> (periods in a part's radius, or half an image), <c>part1.a.phase.cos</c> and <c>.sin</c>,
/// <c>part1.a.hue.cos</c> and <c>.sin</c> (of the first colour), <c>part1.a.brightness</c> (factor), <c>part1.b.texture</c>, … The light:
/// <c>light.level</c> (factor), <c>light.x</c>, <c>light.y</c> (its rise from the middle to the right and the bottom edge),
/// <c>light.grain</c> (standard deviation of the pixels' noise; the full scale is 1).</item>
/// <item>Level 0: the pixels, each with its own noise.</item>
/// </list>
/// <para>
/// Why two surfaces: a node with one child has the same pixels below it as that child, so no mask could tell the two apart. A mask that
/// hides one surface of a part and leaves the other one visible shares the part, but neither surface.
/// </para>
/// <para>
/// A variable's value is the node's own free choice, its exogenous e_v, and not what becomes of it: <c>part1.x</c> is the offset from
/// the layout, so that knowing the class or the pose tells nothing about it. All choices are uniform in a fixed range and independent
/// of each other, but for the shapes and textures of the parts, which depend on the class: it has two usual ones of each.
/// </para>
/// <para>
/// In what sense this is Assumption 1 (v = g_v(parents, e_v) with g_v invertible): a node stands for its own choices within the
/// thing that it is a part of, so it holds what its parents hold, and g_v joins e_v to that; the graph is then an invertible
/// hierarchy as it is written down. What the world computes on the way is one-to-one as well for given parents: similarities with
/// positive scale take offsets to places, palettes take hue and brightness to colours, and each texture shows its frequency, turn
/// and phase. (A place alone does not give back the class and the pose; many places do.)
/// </para>
/// <para>
/// The last step is not invertible. Parts hide what is behind them and leave the image at its edges; symmetric outlines show their
/// turn by their surfaces only; a texture finer than two pixels a period is lost, which happens to the finest on the smallest parts
/// below about 45 pixels a side; colours are clipped and rounded to bytes; and a pixel's noise is added to its colour, so that
/// neither is known from their sum. So Theorem 1 holds for the hierarchy and only nearly for its pictures: what a picture does not
/// show is in no set of pixels. <see cref="SyntheticScene.Graph"/> accounts for hiding and for edges, not for the rest.
/// </para>
/// </remarks>
public sealed class ImageWorld
{
    /// <summary>The name of the variable that fixes the layout, and with it which shapes and textures the parts choose among.</summary>
    public const string ClassName = "class";

    private readonly ClassLayout[] layouts;

    /// <summary>Draws the classes of a world.</summary>
    /// <param name="classes">How many, at least 1.</param>
    /// <param name="seed">Fixes them.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no class.</exception>
    public ImageWorld(int classes, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        RandomKey key = RandomKey.FromSeed(seed).For(RandomPurpose.SyntheticClass);
        layouts = [.. Enumerable.Range(0, classes).Select(label => ClassLayout.Draw(key.Derive(label)))];
        var lister = new ChoiceLister();
        SceneBuilder.Build(layouts, lister);
        Variables = lister.Variables;
    }

    /// <summary>Classes.</summary>
    public int Classes => layouts.Length;

    /// <summary>The variables of every scene, in the order of <see cref="SyntheticScene.Latents"/>: the levels from the top.</summary>
    public IReadOnlyList<LatentVariable> Variables { get; }

    /// <summary>Draws a scene.</summary>
    /// <param name="label">Its class, 0 to <see cref="Classes"/>, exclusive.</param>
    /// <param name="key">Fixes all other choices and the noise of the pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public SyntheticScene Draw(int label, RandomKey key)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, Classes);
        var choices = new RandomChoices(label, key.Derive(0));
        SceneContent content = SceneBuilder.Build(layouts, choices);
        return new SyntheticScene(choices.Made, content, key.Derive(1));
    }

    /// <summary>Makes the scene of given latents, such as those of a scene with one of them changed.</summary>
    /// <param name="latents">A value a variable, in the range that <see cref="Draw"/> chooses from; any shape and any texture is allowed
    /// for any class, and of a cosine and a sine only the angle counts. Copied.</param>
    /// <param name="noise">Fixes the noise of the pixels.</param>
    /// <exception cref="ArgumentException">
    /// There are too few or too many values, or one is out of its range; the message names it.
    /// </exception>
    public SyntheticScene Compose(IReadOnlyList<double> latents, RandomKey noise)
    {
        ArgumentNullException.ThrowIfNull(latents);
        if (latents.Count != Variables.Count)
            throw new ArgumentException($"There are {Variables.Count} variables, but {latents.Count} latents.", nameof(latents));
        double[] copy = [.. latents];
        return new SyntheticScene(copy, SceneBuilder.Build(layouts, new GivenChoices(copy)), noise);
    }
}
