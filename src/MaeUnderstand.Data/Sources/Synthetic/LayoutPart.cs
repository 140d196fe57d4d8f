namespace MaeUnderstand.Data;

/// <summary>What a part of a class looks like in every image, and what it may choose among.</summary>
/// <param name="X">Centre, from −1 at the left edge to 1 at the right.</param>
/// <param name="Y">Centre, from −1 at the top to 1 at the bottom.</param>
/// <param name="Radius">Size, in units of half the image.</param>
/// <param name="Angle">Turn in radians.</param>
/// <param name="Shape">Its outline.</param>
/// <param name="Textures">What it may be covered with.</param>
/// <param name="Palettes">Its pairs of colours.</param>
internal sealed record LayoutPart(
    float X, float Y, float Radius, float Angle, PartShape Shape, PartTexture[] Textures, (Colour First, Colour Second)[] Palettes);
