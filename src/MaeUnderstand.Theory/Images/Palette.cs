using MaeUnderstand.Masking;

namespace MaeUnderstand.Theory.Images;

/// <summary>How the two colours of a surface hang together, whatever their hue.</summary>
/// <param name="FirstSaturation">0 (grey) to 1.</param>
/// <param name="FirstValue">0 (black) to 1.</param>
/// <param name="HueStep">From the first hue to the second, in turns of the colour circle.</param>
/// <param name="SecondSaturation">0 (grey) to 1.</param>
/// <param name="SecondValue">0 (black) to 1.</param>
internal readonly record struct Palette(
    float FirstSaturation, float FirstValue, float HueStep, float SecondSaturation, float SecondValue)
{
    /// <summary>The faint colours of every background.</summary>
    public static Palette Faint => new(0.32f, 1, 0.06f, 0.25f, 0.78f);

    /// <summary>A light and a dark colour, in either order.</summary>
    public static Palette Draw(ref KeyedRandom random)
    {
        (float light, float lightSaturation) = (random.NextSingle(0.75f, 0.95f), random.NextSingle(0.45f, 0.95f));
        (float dark, float darkSaturation) = (random.NextSingle(0.15f, 0.45f), random.NextSingle(0.3f, 0.9f));
        float step = random.NextSingle(0.08f, 0.92f);
        return random.NextDouble() < 0.5
            ? new(lightSaturation, light, step, darkSaturation, dark)
            : new(darkSaturation, dark, step, lightSaturation, light);
    }

    /// <summary>The two colours.</summary>
    /// <param name="hue">The first one's, in turns of the colour circle.</param>
    /// <param name="brightness">A factor of both.</param>
    public (Colour First, Colour Second) At(float hue, float brightness) => (
        Colour.FromHsv(hue, FirstSaturation, FirstValue * brightness),
        Colour.FromHsv(hue + HueStep, SecondSaturation, SecondValue * brightness));
}
