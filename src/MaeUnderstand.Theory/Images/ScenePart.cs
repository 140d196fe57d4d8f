namespace MaeUnderstand.Theory.Images;

/// <summary>A part with its choices made.</summary>
/// <param name="Place">Where it is; its shape fits into the circle of its own radius 1.</param>
/// <param name="Shape">Outline.</param>
/// <param name="Covering">Surface.</param>
internal readonly record struct ScenePart(Placement Place, PartShape Shape, Covering Covering)
{
    /// <summary>The distance of a point of the image to the outline; negative inside.</summary>
    public float Distance(float x, float y)
    {
        (float u, float v) = Place.ToOwn(x, y);
        return PartShapes.Distance(Shape, u, v) * Place.Scale;
    }
}
