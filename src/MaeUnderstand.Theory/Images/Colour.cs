namespace MaeUnderstand.Theory.Images;

/// <summary>A colour with channels from 0 to 1.</summary>
internal readonly record struct Colour(float Red, float Green, float Blue)
{
    /// <param name="hue">One turn round the colour circle is 1; whole turns do not matter.</param>
    /// <param name="saturation">0 (grey) to 1.</param>
    /// <param name="value">0 (black) to 1.</param>
    public static Colour FromHsv(float hue, float saturation, float value)
    {
        return new(Channel(5), Channel(3), Channel(1));

        float Channel(int n)
        {
            float k = (n + (hue - MathF.Floor(hue)) * 6) % 6;
            return value - value * saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1);
        }
    }

    /// <summary>This colour at <paramref name="share"/> 0, the other one at 1.</summary>
    public Colour Towards(Colour other, float share) => new(
        Red + (other.Red - Red) * share, Green + (other.Green - Green) * share, Blue + (other.Blue - Blue) * share);

    /// <summary>The colour, brighter or darker.</summary>
    public Colour Times(float factor) => new(Red * factor, Green * factor, Blue * factor);
}
