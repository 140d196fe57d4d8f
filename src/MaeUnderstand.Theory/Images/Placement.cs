namespace MaeUnderstand.Theory.Images;

/// <summary>Where something is in the image, whose coordinates run from −1 to 1, and the way to its own coordinates.</summary>
/// <param name="X">Centre.</param>
/// <param name="Y">Centre.</param>
/// <param name="Scale">Length of its own unit.</param>
/// <param name="Turn">Turn in radians.</param>
internal readonly record struct Placement(float X, float Y, float Scale, float Turn)
{
    private readonly float cosine = MathF.Cos(Turn) / Scale;
    private readonly float sine = MathF.Sin(Turn) / Scale;

    /// <summary>A placement given relative to this one, in the image.</summary>
    public Placement Place(Placement inner)
    {
        (float sin, float cos) = MathF.SinCos(Turn);
        return new(X + Scale * (cos * inner.X - sin * inner.Y), Y + Scale * (sin * inner.X + cos * inner.Y),
            Scale * inner.Scale, Turn + inner.Turn);
    }

    /// <summary>A point of the image in own coordinates.</summary>
    public (float X, float Y) ToOwn(float x, float y) => Along(y).At(x);

    /// <summary>The way to own coordinates for the points of a row.</summary>
    public RowPlacement Along(float y)
    {
        float dy = y - Y;
        return new(cosine, sine * dy - cosine * X, -sine, cosine * dy + sine * X);
    }
}
