namespace MaeUnderstand.Theory.Images;

/// <summary>What there is to draw, with all choices made.</summary>
/// <param name="Parts">The hindmost first.</param>
/// <param name="Backdrop">Where the background's pattern is.</param>
/// <param name="Background">The background's surface.</param>
/// <param name="Lighting">The light and the grain's strength.</param>
internal sealed record SceneContent(ScenePart[] Parts, Placement Backdrop, Covering Background, Lighting Lighting)
{
    /// <summary>Which part is seen at a point: the foremost that covers it; <see cref="Parts"/>' length where none does.</summary>
    public int SeenAt(float x, float y)
    {
        for (int i = Parts.Length - 1; i >= 0; i--)
        {
            if (Parts[i].Distance(x, y) < 0)
                return i;
        }
        return Parts.Length;
    }
}
