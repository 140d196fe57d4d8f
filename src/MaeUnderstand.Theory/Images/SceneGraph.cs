using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Images;

/// <summary>Writes down which latents a scene's tokens show; see <see cref="SyntheticScene.Graph"/>.</summary>
internal static class SceneGraph
{
    private const int PlacesAlongSide = 8;
    private const int FewestPlaces = 2;                               // of 64: what is seen less is not worth an edge

    private const int Scene = 0;
    private const int FirstPart = 1;
    private const int Planes = ClassLayout.PartCount + 1;             // the parts and the backdrop, then two surfaces each
    private const int Surfaces = 2 * Planes;
    private const int FirstSurface = FirstPart + Planes;
    private const int Light = FirstSurface + Surfaces;

    private static readonly string[] Latents =
    [
        "scene",
        .. Enumerable.Range(0, ClassLayout.PartCount).Select(SceneBuilder.PartName), "backdrop",
        .. Enumerable.Range(0, Surfaces).Select(SceneBuilder.SurfaceName),
        "light",
    ];

    private static readonly int[] Dimensions =
        [5, .. Enumerable.Repeat(5, ClassLayout.PartCount), 2, .. Enumerable.Repeat(5, Surfaces), 4];

    public static LatentGraph Build(SceneContent content, int gridSize, bool withLight)
    {
        int latents = withLight ? Latents.Length : Light;
        int tokens = gridSize * gridSize;
        var edges = new List<(int Parent, int Child)>(4 * tokens);
        for (int plane = 0; plane < Planes; plane++)
        {
            edges.Add((Scene, FirstPart + plane));
            edges.Add((FirstPart + plane, FirstSurface + 2 * plane));
            edges.Add((FirstPart + plane, FirstSurface + 2 * plane + 1));
        }
        for (int token = 0; token < tokens; token++)
        {
            for (int seen = SeenIn(content, token % gridSize, token / gridSize, gridSize); seen != 0; seen &= seen - 1)
                edges.Add((FirstSurface + BitOperations.TrailingZeroCount(seen), latents + token));
            if (withLight)
                edges.Add((Light, latents + token));
        }
        string[] observables = [.. Enumerable.Range(0, tokens).Select(token => "x" + token.ToString(CultureInfo.InvariantCulture))];
        return LatentGraph.Create(Latents[..latents], observables, CollectionsMarshal.AsSpan(edges),
            [.. Dimensions[..latents], .. Enumerable.Repeat(1, tokens)]);
    }

    /// <summary>Which surfaces a token shows, a bit each.</summary>
    private static int SeenIn(SceneContent content, int column, int row, int gridSize)
    {
        Span<int> places = stackalloc int[Surfaces];
        places.Clear();
        float step = 2f / (gridSize * PlacesAlongSide);
        for (int i = 0; i < PlacesAlongSide * PlacesAlongSide; i++)
        {
            float x = (column * PlacesAlongSide + i % PlacesAlongSide + 0.5f) * step - 1;
            float y = (row * PlacesAlongSide + i / PlacesAlongSide + 0.5f) * step - 1;
            places[content.SeenAt(x, y)]++;
        }
        int seen = 0;
        for (int surface = 0; surface < Surfaces; surface++)
            seen |= places[surface] >= FewestPlaces ? 1 << surface : 0;
        return seen;
    }
}
