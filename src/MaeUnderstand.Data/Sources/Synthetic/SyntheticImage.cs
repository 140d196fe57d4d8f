using System.Buffers;
using MaeUnderstand.Masking;

namespace MaeUnderstand.Data;

/// <summary>Draws a scene, or a box of it: every pixel is a function of its place, so a box is the same as in the whole.</summary>
internal sealed class SyntheticImage(Scene scene, RandomKey noise, int size) : IImageReader
{
    // A part darkens what lies behind it up to this distance from its outline, like a shadow.
    private const float ShadowWidth = 0.09f;
    private const float ShadowDepth = 0.45f;

    private readonly float pixel = 2f / size;

    public int Width => size;

    public int Height => size;

    public void Decode(PixelBox box, Span<byte> rgb)
    {
        box.Require(size, size, rgb);
        Colour[] row = ArrayPool<Colour>.Shared.Rent(box.Width);
        try
        {
            Span<Colour> colours = row.AsSpan(0, box.Width);
            for (int i = 0; i < box.Height; i++)
            {
                float y = Place(box.Top + i);
                DrawBackground(colours, box.Left, y);
                foreach (ref readonly ScenePart part in scene.Parts.AsSpan())
                    DrawPart(part, colours, box.Left, y);
                Expose(colours, box.Left, y, new KeyedRandom(noise.Derive(box.Top + i)), rgb.Slice(i * box.Width * 3, box.Width * 3));
            }
        }
        finally
        {
            ArrayPool<Colour>.Shared.Return(row);
        }
    }

    public void Dispose()
    {
    }

    /// <summary>The centre of a row or column, from −1 to 1.</summary>
    private float Place(int index) => (index + 0.5f) * pixel - 1;

    private void DrawBackground(Span<Colour> colours, int left, float y)
    {
        Covering covering = scene.Background;
        float softness = pixel * covering.Frequency;
        for (int i = 0; i < colours.Length; i++)
        {
            float u = Place(left + i) * covering.Frequency + covering.Phase;
            float value = PartTextures.Value(covering.Kind, u, y * covering.Frequency + covering.Phase, softness);
            colours[i] = covering.First.Towards(covering.Second, value);
        }
    }

    private void DrawPart(in ScenePart part, Span<Colour> colours, int left, float y)
    {
        float reach = part.Radius + ShadowWidth;
        float dy = y - part.Y;
        if (MathF.Abs(dy) >= reach)
            return;
        int first = Math.Max((int)MathF.Floor((part.X - reach + 1) / pixel) - left, 0);
        int end = Math.Min((int)MathF.Ceiling((part.X + reach + 1) / pixel) - left, colours.Length);
        float scale = 1 / part.Radius;
        Covering covering = part.Covering;
        float softness = pixel * scale * covering.Frequency;
        for (int i = first; i < end; i++)
        {
            float dx = Place(left + i) - part.X;
            float x = (part.Cosine * dx + part.Sine * dy) * scale;
            float across = (part.Cosine * dy - part.Sine * dx) * scale;
            float distance = PartShapes.Distance(part.Shape, x, across) * part.Radius;
            if (distance >= ShadowWidth)
                continue;
            float coverage = Math.Clamp(0.5f - distance / pixel, 0, 1);
            Colour behind = colours[i];
            if (coverage < 1)
            {
                float nearness = 1 - Math.Max(distance, 0) / ShadowWidth;
                behind = behind.Times(1 - ShadowDepth * nearness * nearness);
            }
            if (coverage > 0)
            {
                float u = x * covering.Frequency + covering.Phase;
                float value = PartTextures.Value(covering.Kind, u, across * covering.Frequency + covering.Phase, softness);
                behind = behind.Towards(covering.First.Towards(covering.Second, value), coverage);
            }
            colours[i] = behind;
        }
    }

    /// <summary>Light, the camera's noise, and rounding to bytes.</summary>
    private void Expose(ReadOnlySpan<Colour> colours, int left, float y, KeyedRandom random, Span<byte> rgb)
    {
        for (int skipped = 0; skipped < left; skipped++)
            random.NextUInt64();
        Light light = scene.Light;
        float strength = scene.NoiseStrength * 255 / 104;            // the sum of two bytes deviates by 104
        for (int i = 0; i < colours.Length; i++)
        {
            ulong bits = random.NextUInt64();
            float brightness = (light.Level + light.SlopeX * Place(left + i) + light.SlopeY * y) * 255;
            Colour colour = colours[i];
            rgb[3 * i] = ToByte(colour.Red * brightness + strength * Grain(bits));
            rgb[3 * i + 1] = ToByte(colour.Green * brightness + strength * Grain(bits >> 16));
            rgb[3 * i + 2] = ToByte(colour.Blue * brightness + strength * Grain(bits >> 32));
        }
    }

    /// <summary>The sum of two uniform bytes about its mean: nearly a bell curve.</summary>
    private static float Grain(ulong bits) => (int)(bits & 0xFF) + (int)((bits >> 8) & 0xFF) - 255;

    private static byte ToByte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}
