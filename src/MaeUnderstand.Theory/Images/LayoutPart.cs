namespace MaeUnderstand.Theory.Images;

/// <summary>What a part of a class is like in every image, and what it may choose among.</summary>
/// <param name="X">Centre, from −1 at the left edge to 1 at the right.</param>
/// <param name="Y">Centre, from −1 at the top to 1 at the bottom.</param>
/// <param name="Radius">Size, in units of half the image.</param>
/// <param name="Angle">Turn in radians.</param>
/// <param name="Shapes">Its usual outlines, as numbers of <see cref="PartShape"/>.</param>
/// <param name="Textures">The usual textures of both its surfaces, as numbers of <see cref="TextureKind"/>.</param>
/// <param name="PaletteA">How the two colours of surface a hang together.</param>
/// <param name="PaletteB">How the two colours of surface b hang together.</param>
internal sealed record LayoutPart(
    float X, float Y, float Radius, float Angle, int[] Shapes, int[] Textures, Palette PaletteA, Palette PaletteB);
