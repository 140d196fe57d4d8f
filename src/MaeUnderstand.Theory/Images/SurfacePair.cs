namespace MaeUnderstand.Theory.Images;

/// <summary>The two surfaces of a part or of the backdrop, which a seam parts.</summary>
/// <param name="A">Where the coordinate across the seam is negative.</param>
/// <param name="B">Where it is not.</param>
internal readonly record struct SurfacePair(Covering A, Covering B)
{
    /// <summary>The colour at a point in the own coordinates of what the surfaces belong to.</summary>
    /// <param name="x">Coordinate.</param>
    /// <param name="y">Coordinate.</param>
    /// <param name="across">The coordinate across the seam: one of the two.</param>
    /// <param name="pixel">A pixel's size, over which the surfaces blend at the seam.</param>
    public Colour At(float x, float y, float across, float pixel)
    {
        float share = across / pixel + 0.5f;
        if (share <= 0)
            return A.At(x, y, pixel);
        if (share >= 1)
            return B.At(x, y, pixel);
        return A.At(x, y, pixel).Towards(B.At(x, y, pixel), share);
    }
}
