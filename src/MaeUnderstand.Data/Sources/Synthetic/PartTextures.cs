namespace MaeUnderstand.Data;

/// <summary>Patterns as functions of the plane, from 0 to 1, with edges as soft as a pixel so that they do not flicker.</summary>
internal static class PartTextures
{
    /// <summary>The pattern's value at a point.</summary>
    /// <param name="texture">The pattern.</param>
    /// <param name="u">Coordinate in periods.</param>
    /// <param name="v">Coordinate in periods.</param>
    /// <param name="softness">A pixel's size in periods.</param>
    public static float Value(PartTexture texture, float u, float v, float softness) => texture switch
    {
        PartTexture.Plain => 0.1f,
        PartTexture.Gradient => Wave(u * 0.25f),
        PartTexture.Stripes => Edge(Wave(u) - 0.5f, softness),
        PartTexture.Checks => Either(Edge(Wave(u * 0.7f) - 0.5f, softness), Edge(Wave(v * 0.7f) - 0.5f, softness)),
        PartTexture.Dots => Edge(0.3f - FromCellCentre(u, v), softness),
        PartTexture.Rings => Edge(Wave(MathF.Sqrt(u * u + v * v)) - 0.5f, softness),
        PartTexture.Zigzag => Edge(Wave(u + 0.5f * Wave(v)) - 0.5f, softness),
        PartTexture.Mosaic => Cell((int)MathF.Floor(u * 1.5f), (int)MathF.Floor(v * 1.5f)),
        _ => throw new ArgumentOutOfRangeException(nameof(texture), texture, "Unknown texture."),
    };

    private static float Fraction(float x) => x - MathF.Floor(x);

    /// <summary>A triangle wave of period 1.</summary>
    private static float Wave(float x) => MathF.Abs(2 * Fraction(x) - 1);

    /// <summary>0 below, 1 above, over the width of a pixel.</summary>
    private static float Edge(float height, float softness) => Math.Clamp(height / (2 * softness) + 0.5f, 0, 1);

    private static float Either(float a, float b) => a + b - 2 * a * b;

    private static float FromCellCentre(float u, float v)
    {
        (float x, float y) = (Fraction(u) - 0.5f, Fraction(v) - 0.5f);
        return MathF.Sqrt(x * x + y * y);
    }

    /// <summary>A cell's own grey: the high bits of a product of its coordinates with odd numbers.</summary>
    private static float Cell(int column, int row)
    {
        uint hash = unchecked((uint)column * 0x9E3779B1u ^ (uint)row * 0x85EBCA77u);
        hash = unchecked((hash ^ (hash >> 15)) * 0x2C1B3C6Du);
        return (hash >> 24) / 255f;
    }
}
