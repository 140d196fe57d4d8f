using System.Buffers;
using MaeUnderstand.Masking;

namespace MaeUnderstand.Theory.Images;

/// <summary>Draws a scene, or a box of it: every pixel is a function of its place, so a box is the same as in the whole.</summary>
/// <remarks>
/// This and what it calls for each pixel take the native smaller, larger and clamped of numbers: none is NaN, and minding it would
/// take a quarter of the time.
/// </remarks>
internal readonly struct SceneRenderer(SceneContent content, RandomKey noise, int size)
{
    // A part is darker towards its outline, so that it shows on a background of its own colour. Only its own pixels are: a shadow
    // would make others depend on where it is.
    private const float RimWidth = 0.06f;
    private const float RimDepth = 0.55f;

    private readonly float pixel = 2f / size;

    public void Draw(int left, int top, int width, int height, Span<byte> rgb)
    {
        Colour[] row = ArrayPool<Colour>.Shared.Rent(width);
        try
        {
            Span<Colour> colours = row.AsSpan(0, width);
            for (int i = 0; i < height; i++)
            {
                float y = Place(top + i);
                DrawBackground(colours, left, y);
                foreach (ref readonly ScenePart part in content.Parts.AsSpan())
                    DrawPart(part, colours, left, y);
                Expose(colours, left, y, new KeyedRandom(noise.Derive(top + i)), rgb.Slice(i * width * 3, width * 3));
            }
        }
        finally
        {
            ArrayPool<Colour>.Shared.Return(row);
        }
    }

    /// <summary>The centre of a row or column, from −1 to 1.</summary>
    private float Place(int index) => (index + 0.5f) * pixel - 1;

    private void DrawBackground(Span<Colour> colours, int left, float y)
    {
        RowPlacement row = content.Backdrop.Along(y);
        SurfacePair surfaces = content.Background;
        float ownPixel = pixel / content.Backdrop.Scale;
        for (int i = 0; i < colours.Length; i++)
        {
            (float u, float v) = row.At(Place(left + i));
            colours[i] = surfaces.At(u, v, v, ownPixel);
        }
    }

    private void DrawPart(in ScenePart part, Span<Colour> colours, int left, float y)
    {
        Placement place = part.Place;
        float reach = place.Scale + pixel;
        float dy = y - place.Y;
        if (MathF.Abs(dy) >= reach)
            return;
        float half = MathF.Sqrt(reach * reach - dy * dy);
        int first = Math.Max((int)MathF.Floor((place.X - half + 1) / pixel) - left, 0);
        int end = Math.Min((int)MathF.Ceiling((place.X + half + 1) / pixel) - left, colours.Length);
        RowPlacement row = place.Along(y);
        float ownPixel = pixel / place.Scale;
        for (int i = first; i < end; i++)
        {
            (float u, float v) = row.At(Place(left + i));
            float distance = PartShapes.Distance(part.Shape, u, v) * place.Scale;
            float coverage = float.MinNative(0.5f - distance / pixel, 1);
            if (coverage <= 0)
                continue;
            float fromRim = float.ClampNative(1 + distance / RimWidth, 0, 1);
            Colour colour = part.Surfaces.At(u, v, u, ownPixel).Times(1 - RimDepth * fromRim * fromRim);
            colours[i] = coverage < 1 ? colours[i].Towards(colour, coverage) : colour;
        }
    }

    /// <summary>Light, the camera's noise, and rounding to bytes.</summary>
    private void Expose(ReadOnlySpan<Colour> colours, int left, float y, KeyedRandom random, Span<byte> rgb)
    {
        for (int skipped = 0; skipped < left; skipped++)
            random.NextUInt64();
        Lighting light = content.Lighting;
        float strength = light.Grain * 255 / 104;                    // the sum of two bytes deviates by 104
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

    private static byte ToByte(float value) => (byte)float.ConvertToIntegerNative<int>(float.ClampNative(value + 0.5f, 0, 255));
}
