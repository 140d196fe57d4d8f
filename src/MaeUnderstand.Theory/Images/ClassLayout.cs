using MaeUnderstand.Masking;

namespace MaeUnderstand.Theory.Images;

/// <summary>What a class fixes: its parts, the hindmost (and largest) first.</summary>
internal sealed record ClassLayout(LayoutPart[] Parts)
{
    /// <summary>Parts of every class.</summary>
    public const int PartCount = 4;

    private const int ShapesOfPart = 2;
    private const int TexturesOfPart = 2;
    private const int PlacesTried = 32;

    public static ClassLayout Draw(RandomKey key)
    {
        var random = new KeyedRandom(key);
        var parts = new LayoutPart[PartCount];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = DrawPart(parts.AsSpan(0, i), ref random);
        Array.Sort(parts, (a, b) => b.Radius.CompareTo(a.Radius));           // small parts in front of large ones
        return new(parts);
    }

    private static LayoutPart DrawPart(ReadOnlySpan<LayoutPart> others, ref KeyedRandom random)
    {
        float radius = random.NextSingle(0.32f, 0.58f);
        (float x, float y) = FreePlace(others, radius, ref random);
        return new(x, y, radius, random.NextSingle(0, 2 * MathF.PI),
            Distinct<PartShape>(ShapesOfPart, ref random), Distinct<TextureKind>(TexturesOfPart, ref random),
            Palette.Draw(ref random), Palette.Draw(ref random));
    }

    /// <summary>Of some random places the one where the part keeps most clear of the others, or hides least of them.</summary>
    private static (float X, float Y) FreePlace(ReadOnlySpan<LayoutPart> others, float radius, ref KeyedRandom random)
    {
        (float X, float Y) best = default;
        float bestGap = float.MinValue;
        for (int i = 0; i < PlacesTried; i++)
        {
            (float x, float y) = (random.NextSingle(-0.55f, 0.55f), random.NextSingle(-0.55f, 0.55f));
            float gap = float.MaxValue;
            foreach (LayoutPart other in others)
                gap = Math.Min(gap, float.Hypot(x - other.X, y - other.Y) - other.Radius - radius);
            if (gap > bestGap)
                (best, bestGap) = ((x, y), gap);
        }
        return best;
    }

    /// <summary>Some of an enumeration's numbers, which run from 0.</summary>
    private static int[] Distinct<T>(int count, ref KeyedRandom random)
        where T : struct, Enum
    {
        int[] numbers = [.. Enumerable.Range(0, Enum.GetValues<T>().Length)];
        random.Shuffle<int>(numbers);
        return numbers[..count];
    }
}
