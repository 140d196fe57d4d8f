namespace MaeUnderstand.Theory.Images;

/// <summary>The way from the points of a row of the image to something's own coordinates: linear in the row's x.</summary>
internal readonly record struct RowPlacement(float SlopeX, float StartX, float SlopeY, float StartY)
{
    /// <summary>The own coordinates of a point of the row.</summary>
    public (float X, float Y) At(float x) => (SlopeX * x + StartX, SlopeY * x + StartY);
}
