namespace MaeUnderstand.Data;

/// <summary>What covers a part or the background.</summary>
internal enum PartTexture
{
    Plain,
    Gradient,
    Stripes,
    Checks,
    Dots,
    Rings,
    Zigzag,
    Mosaic,
}
