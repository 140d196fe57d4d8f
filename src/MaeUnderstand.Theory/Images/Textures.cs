namespace MaeUnderstand.Theory.Images;

/// <summary>
/// Patterns as functions of the plane, from 0 to 1, with edges as soft as a pixel so that they do not flicker. Every pattern shows its
/// frequency, its turn and its phase, and has the period 1 in the phase: so all three can be told from what it looks like.
/// </summary>
internal static class Textures
{
    /// <summary>The pattern's value at a point.</summary>
    /// <param name="kind">The pattern.</param>
    /// <param name="u">Coordinate in periods.</param>
    /// <param name="v">Coordinate in periods.</param>
    /// <param name="phase">Where the pattern starts, in periods.</param>
    /// <param name="softness">A pixel's size in periods.</param>
    public static float Value(TextureKind kind, float u, float v, float phase, float softness) => kind switch
    {
        TextureKind.Waves => Wave(0.5f * u + phase),
        TextureKind.Stripes => Edge(Wave(u + phase) - 0.5f, softness),
        TextureKind.Checks => Either(Edge(Wave(0.7f * u + phase) - 0.5f, softness), Edge(Wave(0.7f * v) - 0.5f, softness)),
        TextureKind.Dots => Edge(0.32f - FromCellCentre(u + phase, v), softness),
        TextureKind.Rings => Edge(Wave(FromOffCentre(u, v) + phase) - 0.5f, softness),
        TextureKind.Zigzag => Edge(Wave(u + 0.5f * Wave(v) + phase) - 0.5f, softness),
        TextureKind.Grid => float.MaxNative(Edge(Wave(0.8f * u + phase) - 0.7f, softness), Edge(Wave(0.8f * v) - 0.7f, softness)),
        TextureKind.Facets => float.MaxNative(Wave(0.8f * u + phase), Wave(0.8f * v)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown texture."),
    };

    private static float Fraction(float x) => x - MathF.Floor(x);

    /// <summary>A triangle wave of period 1.</summary>
    private static float Wave(float x) => MathF.Abs(2 * Fraction(x) - 1);

    /// <summary>0 below, 1 above, over the width of a pixel.</summary>
    private static float Edge(float height, float softness) => float.ClampNative(height / (2 * softness) + 0.5f, 0, 1);

    private static float Either(float a, float b) => a + b - 2 * a * b;

    private static float FromCellCentre(float u, float v)
    {
        (float x, float y) = (Fraction(u) - 0.5f, Fraction(v) - 0.5f);
        return MathF.Sqrt(x * x + y * y);
    }

    /// <summary>From a point beside the middle, or a turned disc with rings would look like one that is not.</summary>
    private static float FromOffCentre(float u, float v)
    {
        (float x, float y) = (u - 0.5f, v - 0.3f);
        return MathF.Sqrt(x * x + y * y);
    }
}
