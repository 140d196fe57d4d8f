namespace MaeUnderstand.Theory.Images;

/// <summary>What there is to draw, with all choices made.</summary>
/// <param name="Parts">The hindmost first.</param>
/// <param name="Backdrop">Where the horizon and the background's patterns are: the horizon is where its own y is 0.</param>
/// <param name="Background">The background's surfaces, above and below the horizon.</param>
/// <param name="Lighting">The light and the grain's strength.</param>
internal sealed record SceneContent(ScenePart[] Parts, Placement Backdrop, SurfacePair Background, Lighting Lighting)
{
    /// <summary>
    /// Which surface is seen at a point: one of the foremost part that covers it, or of the background. Those of a part i are 2·i and
    /// 2·i + 1; the background's come after all parts'.
    /// </summary>
    public int SeenAt(float x, float y)
    {
        for (int i = Parts.Length - 1; i >= 0; i--)
        {
            (float u, float v) = Parts[i].Place.ToOwn(x, y);
            if (PartShapes.Distance(Parts[i].Shape, u, v) < 0)
                return SurfaceAt(i, u);
        }
        return SurfaceAt(Parts.Length, Backdrop.ToOwn(x, y).Y);

        static int SurfaceAt(int plane, float acrossSeam) => 2 * plane + (acrossSeam < 0 ? 0 : 1);
    }
}
