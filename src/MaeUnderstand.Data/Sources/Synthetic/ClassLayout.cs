using MaeUnderstand.Masking;

namespace MaeUnderstand.Data;

/// <summary>The top of the hierarchy: the parts of a class, the hindmost first.</summary>
internal sealed record ClassLayout(LayoutPart[] Parts)
{
    private const int TexturesOfPart = 2;
    private const int PalettesOfPart = 2;
    private const int PlacesTried = 12;

    public static ClassLayout Draw(RandomKey key)
    {
        var random = new KeyedRandom(key);
        var parts = new LayoutPart[3 + random.NextInt32(4)];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = DrawPart(parts.AsSpan(0, i), parts.Length, ref random);
        Array.Sort(parts, (a, b) => b.Radius.CompareTo(a.Radius));           // small parts in front of large ones
        return new(parts);
    }

    private static LayoutPart DrawPart(ReadOnlySpan<LayoutPart> others, int count, ref KeyedRandom random)
    {
        float largest = count <= 4 ? 0.55f : 0.42f;
        float radius = random.NextSingle(0.24f, largest);
        (float x, float y) = FreePlace(others, ref random);
        return new(x, y, radius, random.NextSingle(0, 2 * MathF.PI), random.Choose<PartShape>(),
            [.. Distinct<PartTexture>(TexturesOfPart, ref random)], DrawPalettes(ref random));
    }

    /// <summary>Of some random places the one farthest from the other parts.</summary>
    private static (float X, float Y) FreePlace(ReadOnlySpan<LayoutPart> others, ref KeyedRandom random)
    {
        (float X, float Y) best = default;
        float bestDistance = -1;
        for (int i = 0; i < PlacesTried; i++)
        {
            (float x, float y) = (random.NextSingle(-0.6f, 0.6f), random.NextSingle(-0.6f, 0.6f));
            float nearest = float.MaxValue;
            foreach (LayoutPart other in others)
                nearest = Math.Min(nearest, float.Hypot(x - other.X, y - other.Y));
            if (nearest > bestDistance)
                (best, bestDistance) = ((x, y), nearest);
        }
        return best;
    }

    private static (Colour First, Colour Second)[] DrawPalettes(ref KeyedRandom random)
    {
        var palettes = new (Colour First, Colour Second)[PalettesOfPart];
        for (int i = 0; i < palettes.Length; i++)
        {
            float hue = random.NextSingle(0, 1);
            Colour first = Colour.FromHsv(hue, random.NextSingle(0.45f, 0.95f), random.NextSingle(0.65f, 1));
            Colour second = Colour.FromHsv(
                hue + random.NextSingle(0.08f, 0.5f), random.NextSingle(0.2f, 0.9f), random.NextSingle(0.12f, 0.5f));
            palettes[i] = random.NextDouble() < 0.5 ? (first, second) : (second, first);
        }
        return palettes;
    }

    private static T[] Distinct<T>(int count, ref KeyedRandom random)
        where T : struct, Enum
    {
        T[] values = Enum.GetValues<T>();
        random.Shuffle<T>(values);
        return values[..count];
    }
}
