namespace MaeUnderstand.Data;

/// <summary>The light on a scene: a brightness that rises along one direction.</summary>
/// <param name="Level">Brightness in the middle.</param>
/// <param name="SlopeX">Its rise to the right edge.</param>
/// <param name="SlopeY">Its rise to the bottom edge.</param>
internal readonly record struct Light(float Level, float SlopeX, float SlopeY);
