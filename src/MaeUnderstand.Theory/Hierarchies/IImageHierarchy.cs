using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Hierarchies;

/// <summary>A way to lay latents over an image's grid. Its observables are the grid's pixels or tokens, row by row.</summary>
public interface IImageHierarchy
{
    /// <summary>Whether different keys give different graphs.</summary>
    bool IsRandom { get; }

    /// <summary>Builds the graph. Level l of its latents is named <c>zl.place</c>, a pixel <c>xrow.column</c>.</summary>
    /// <param name="shape">Without <see cref="HierarchyShape.Problems"/>.</param>
    /// <param name="key">Names the random choices: the same key gives the same graph.</param>
    LatentGraph Build(HierarchyShape shape, RandomKey key);
}
