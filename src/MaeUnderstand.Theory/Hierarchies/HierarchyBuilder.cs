using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Hierarchies;

/// <summary>Collects the latents of an image from the bottom up.</summary>
/// <remarks>The observables follow the latents in a <see cref="LatentGraph"/>, whose number is not known before the last one is added:
/// until then pixel p goes by the number −1 − p.</remarks>
internal sealed class HierarchyBuilder(int rows, int columns)
{
    private readonly List<string> latents = [];
    private readonly List<(int Parent, int Child)> edges = [];

    /// <summary>The numbers of the pixels, row by row.</summary>
    public int[] Pixels() => [.. Enumerable.Range(0, rows * columns).Select(pixel => -1 - pixel)];

    /// <summary>Adds a latent.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="children">The numbers of pixels and of latents that were added before.</param>
    /// <returns>Its number.</returns>
    public int Add(string name, IEnumerable<int> children)
    {
        int latent = latents.Count;
        latents.Add(name);
        edges.AddRange(children.Select(child => (latent, child)));
        return latent;
    }

    /// <summary>The graph.</summary>
    public LatentGraph Build()
    {
        (int, int)[] numbered = [.. edges.Select(edge => (edge.Parent, edge.Child < 0 ? latents.Count - 1 - edge.Child : edge.Child))];
        string[] pixels = [.. Enumerable.Range(0, rows * columns).Select(pixel => $"x{pixel / columns}.{pixel % columns}")];
        return LatentGraph.Create(latents, pixels, numbered);
    }
}
