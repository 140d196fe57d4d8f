using System.Globalization;

namespace MaeUnderstand.Data;

/// <summary>Where in the source a pixel of the result comes from: x = XFromX · x′ + XFromY · y′ + X, y likewise.</summary>
internal readonly record struct AffineMap(double XFromX, double XFromY, double X, double YFromX, double YFromY, double Y)
{
    /// <summary>Leaves everything in its place.</summary>
    public static AffineMap Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Pillow's rotation round the middle of an image, counter-clockwise.</summary>
    public static AffineMap Rotate(double degrees, int height, int width)
    {
        double positive = degrees < 0 ? degrees + 360 : degrees;         // Pillow's, which moves the last bit of the angle
        double angle = -(positive * (Math.PI / 180));
        double cosine = Round15(Math.Cos(angle));
        double sine = Round15(Math.Sin(angle));
        (double middleX, double middleY) = (width / 2.0, height / 2.0);
        double x = cosine * -middleX + sine * -middleY + 0.0;
        double y = -sine * -middleX + cosine * -middleY + 0.0;
        return new(cosine, sine, x + middleX, -sine, cosine, y + middleY);
    }

    /// <summary>Python's <c>round(value, 15)</c>, by the decimal digits: <see cref="Math.Round(double, int)"/> multiplies and divides,
    /// so that its last bit may be another one.</summary>
    private static double Round15(double value)
    {
        Span<char> digits = stackalloc char[32];
        value.TryFormat(digits, out int length, "F15", CultureInfo.InvariantCulture);
        return double.Parse(digits[..length], NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
