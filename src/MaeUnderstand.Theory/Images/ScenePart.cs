namespace MaeUnderstand.Theory.Images;

/// <summary>A part with its choices made.</summary>
/// <param name="Place">Where it is; its shape fits into the circle of its own radius 1.</param>
/// <param name="Shape">Outline.</param>
/// <param name="Surfaces">Its surfaces, parted by the line where its own x is 0.</param>
internal readonly record struct ScenePart(Placement Place, PartShape Shape, SurfacePair Surfaces);
