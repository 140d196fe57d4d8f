namespace MaeUnderstand.Data;

/// <summary>A texture with its choices made.</summary>
/// <param name="Kind">The pattern.</param>
/// <param name="Frequency">Periods of the pattern in a unit of its coordinates.</param>
/// <param name="Phase">Where the pattern starts, in periods.</param>
/// <param name="First">Colour where the pattern is 0.</param>
/// <param name="Second">Colour where the pattern is 1.</param>
internal readonly record struct Covering(PartTexture Kind, float Frequency, float Phase, Colour First, Colour Second);
