namespace MaeUnderstand.Data;

/// <summary>A part with its choices made, in coordinates from −1 to 1.</summary>
/// <param name="X">Centre.</param>
/// <param name="Y">Centre.</param>
/// <param name="Radius">Size.</param>
/// <param name="Cosine">Of its turn.</param>
/// <param name="Sine">Of its turn.</param>
/// <param name="Shape">Outline.</param>
/// <param name="Covering">Texture.</param>
internal readonly record struct ScenePart(float X, float Y, float Radius, float Cosine, float Sine, PartShape Shape, Covering Covering);
