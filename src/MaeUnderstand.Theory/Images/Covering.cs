namespace MaeUnderstand.Theory.Images;

/// <summary>A surface with its choices made.</summary>
/// <param name="Kind">The pattern.</param>
/// <param name="Frequency">Periods of the pattern in a unit of its coordinates.</param>
/// <param name="Phase">Where the pattern starts, in periods.</param>
/// <param name="First">Colour where the pattern is 0.</param>
/// <param name="Second">Colour where the pattern is 1.</param>
internal readonly record struct Covering(TextureKind Kind, float Frequency, float Phase, Colour First, Colour Second)
{
    /// <summary>The colour at a point in the surface's own coordinates.</summary>
    /// <param name="x">Coordinate.</param>
    /// <param name="y">Coordinate.</param>
    /// <param name="pixel">A pixel's size in the same unit.</param>
    public Colour At(float x, float y, float pixel) =>
        First.Towards(Second, Textures.Value(Kind, x * Frequency, y * Frequency, Phase, pixel * Frequency));
}
