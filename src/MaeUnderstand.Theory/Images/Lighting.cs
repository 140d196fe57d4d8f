namespace MaeUnderstand.Theory.Images;

/// <summary>The light on a scene, a brightness that rises along one direction, and the camera's grain.</summary>
/// <param name="Level">Brightness in the middle.</param>
/// <param name="SlopeX">Its rise to the right edge.</param>
/// <param name="SlopeY">Its rise to the bottom edge.</param>
/// <param name="Grain">Standard deviation of the noise of a pixel's channel; the full scale is 1.</param>
internal readonly record struct Lighting(float Level, float SlopeX, float SlopeY, float Grain);
