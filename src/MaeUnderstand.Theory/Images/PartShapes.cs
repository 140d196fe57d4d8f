namespace MaeUnderstand.Theory.Images;

/// <summary>Outlines as signed distances: negative inside. A shape fits into the circle of radius 1 round its centre.</summary>
internal static class PartShapes
{
    /// <summary>The distance of a point to a shape's outline, exact near the outline but for corners.</summary>
    public static float Distance(PartShape shape, float x, float y) => shape switch
    {
        PartShape.Disc => Radius(x, y) - 0.85f,
        PartShape.Square => Box(x, y, 0.7f, 0.7f),
        PartShape.Triangle => float.MaxNative(y - 0.5f, 0.866f * MathF.Abs(x) - 0.5f * y - 0.5f),
        PartShape.Ring => MathF.Abs(Radius(x, y) - 0.65f) - 0.25f,
        PartShape.Bar => Box(x, y, 0.95f, 0.28f),
        PartShape.Cross => float.MinNative(Box(x, y, 0.92f, 0.3f), Box(x, y, 0.3f, 0.92f)),
        PartShape.Diamond => (MathF.Abs(x) * 1.3f + MathF.Abs(y) - 0.95f) * 0.61f,
        PartShape.HalfDisc => float.MaxNative(Radius(x, y) - 0.95f, -y - 0.1f),
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "Unknown shape."),
    };

    private static float Radius(float x, float y) => MathF.Sqrt(x * x + y * y);

    private static float Box(float x, float y, float halfWidth, float halfHeight) =>
        float.MaxNative(MathF.Abs(x) - halfWidth, MathF.Abs(y) - halfHeight);
}
