namespace MaeUnderstand.Theory.Images;

/// <summary>The pattern of a surface.</summary>
internal enum TextureKind
{
    Waves,
    Stripes,
    Checks,
    Dots,
    Rings,
    Zigzag,
    Grid,
    Facets,
}
