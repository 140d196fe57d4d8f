using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Images;

/// <summary>A picture of an <see cref="ImageWorld"/> before it is drawn, with the latents that it is made of. Immutable.</summary>
public sealed class SyntheticScene
{
    private readonly SceneContent content;
    private readonly RandomKey noise;

    internal SyntheticScene(IReadOnlyList<double> latents, SceneContent content, RandomKey noise)
    {
        Latents = latents;
        this.content = content;
        this.noise = noise;
    }

    /// <summary>A value for each of <see cref="ImageWorld.Variables"/>, in its own units; a discrete one is an index from 0.</summary>
    public IReadOnlyList<double> Latents { get; }

    /// <summary>Draws a box of the scene's square picture: the same pixels that this box has when all are drawn.</summary>
    /// <param name="size">Side of the whole picture in pixels.</param>
    /// <param name="left">First column of the box.</param>
    /// <param name="top">First row of the box.</param>
    /// <param name="width">Columns of the box.</param>
    /// <param name="height">Rows of the box.</param>
    /// <param name="rgb">Receives the rows of packed 8-bit RGB, 3·width·height bytes.</param>
    /// <exception cref="ArgumentException">The box has no pixels or leaves the picture, or the buffer has another size.</exception>
    public void Render(int size, int left, int top, int width, int height, Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (left < 0 || top < 0 || width <= 0 || height <= 0 || left > size - width || top > size - height)
        {
            throw new ArgumentException(
                $"The box of {height}×{width} pixels at row {top}, column {left} does not lie inside the picture of {size}×{size}.");
        }
        if (rgb.Length != (long)width * height * 3)
        {
            throw new ArgumentException(
                $"{height}×{width} pixels take {(long)width * height * 3} bytes of RGB, not {rgb.Length}.", nameof(rgb));
        }
        new SceneRenderer(content, noise, size).Draw(left, top, width, height, rgb);
    }

    /// <summary>
    /// The latent graph of this very scene, with the tokens of a grid as observables: who is seen in a token is a parent of it.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The nodes: <c>scene</c> (its choices are <c>class</c> and <c>pose.*</c>) is the parent of <c>part1</c> to <c>part4</c> (<c>x</c>,
    /// <c>y</c>, <c>size</c>, <c>turn</c>, <c>shape</c>) and of <c>backdrop</c> (<c>height</c>, <c>turn</c>); each of them has two
    /// surfaces as its children, such as <c>part1.a</c> and <c>part1.b</c> (<c>texture</c>, <c>frequency</c>, <c>phase</c>, <c>hue</c>,
    /// <c>brightness</c>), those of <c>backdrop</c> being <c>background.a</c> and <c>background.b</c>; surfaces are the parents of the
    /// tokens <c>x0</c>, <c>x1</c>, … (row by row) in which they are seen: in at least a 32nd of its area, judged at 8×8 places, parts
    /// in front accounted for. So the levels are 3, 2, 1 and 0. Nodes that nothing shows of stay,
    /// without observables.
    /// </para>
    /// <para>
    /// <c>light</c> (level, slopes and grain) depends on nothing and is a parent of every token. A latent of this kind is shared by any
    /// masked and any visible part, so it is in c for every mask: where that is not the question, leave it out.
    /// </para>
    /// <para>
    /// The dimension of a latent's source is its number of choices (a circle is one); that of a token's, which is the noise of however
    /// many pixels, is given as 1.
    /// </para>
    /// </remarks>
    /// <param name="gridSize">Tokens along a side, at least 1.</param>
    /// <param name="withLight">Whether the light is among the latents. Default true.</param>
    public LatentGraph Graph(int gridSize, bool withLight = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gridSize);
        return SceneGraph.Build(content, gridSize, withLight);
    }
}
