using MaeUnderstand.Masking;

namespace MaeUnderstand.Data;

/// <summary>All choices of one image but the noise of its pixels, the hindmost part first.</summary>
internal sealed record Scene(ScenePart[] Parts, Covering Background, Light Light, float NoiseStrength)
{
    public static Scene Draw(ClassLayout layout, RandomKey key)
    {
        var random = new KeyedRandom(key);
        (float shiftX, float shiftY) = (random.Jitter(0.1f), random.Jitter(0.1f));
        float zoom = random.NextSingle(0.85f, 1.15f);
        float turn = random.Jitter(0.2f);
        (float sine, float cosine) = MathF.SinCos(turn);
        var parts = new ScenePart[layout.Parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            LayoutPart part = layout.Parts[i];
            float x = part.X + random.Jitter(0.06f);
            float y = part.Y + random.Jitter(0.06f);
            (float partSine, float partCosine) = MathF.SinCos(part.Angle + turn + random.Jitter(0.3f));
            parts[i] = new(
                shiftX + zoom * (cosine * x - sine * y), shiftY + zoom * (sine * x + cosine * y),
                part.Radius * zoom * random.NextSingle(0.85f, 1.15f), partCosine, partSine, part.Shape, CoverPart(part, ref random));
        }
        return new(parts, CoverBackground(ref random), DrawLight(ref random), random.NextSingle(0.01f, 0.05f));
    }

    private static Covering CoverPart(LayoutPart part, ref KeyedRandom random)
    {
        PartTexture texture = part.Textures[random.NextInt32(part.Textures.Length)];
        (Colour first, Colour second) = part.Palettes[random.NextInt32(part.Palettes.Length)];
        return new(texture, random.NextSingle(1.2f, 2.4f), random.NextSingle(0, 1),
            first.Times(random.NextSingle(0.85f, 1.1f)), second.Times(random.NextSingle(0.85f, 1.1f)));
    }

    /// <summary>Any texture in faint colours, unrelated to the class.</summary>
    private static Covering CoverBackground(ref KeyedRandom random)
    {
        float hue = random.NextSingle(0, 1);
        float value = random.NextSingle(0.3f, 0.9f);
        Colour first = Colour.FromHsv(hue, random.NextSingle(0.05f, 0.35f), value);
        Colour second = Colour.FromHsv(hue + random.Jitter(0.1f), random.NextSingle(0.05f, 0.35f), value * random.NextSingle(0.75f, 0.95f));
        return new(random.Choose<PartTexture>(), random.NextSingle(0.8f, 3f), random.NextSingle(0, 1), first, second);
    }

    private static Light DrawLight(ref KeyedRandom random)
    {
        (float sine, float cosine) = MathF.SinCos(random.NextSingle(0, 2 * MathF.PI));
        float slope = random.NextSingle(0, 0.3f);
        return new(random.NextSingle(0.85f, 1.1f), slope * cosine, slope * sine);
    }
}
