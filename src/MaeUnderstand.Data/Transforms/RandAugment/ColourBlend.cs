using System.Buffers;
using System.Runtime.CompilerServices;

namespace MaeUnderstand.Data;

/// <summary>Pillow's <c>ImageEnhance</c>: blends an image with a poorer form of itself; a factor above 1 moves away from that.</summary>
internal static class ColourBlend
{
    /// <summary>Pillow's <c>blend</c> of two values, in its order of single-precision operations.</summary>
    /// <param name="from">The result at a factor of 0.</param>
    /// <param name="to">The result at a factor of 1.</param>
    /// <param name="factor">0 or above.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Blend(int from, int to, float factor) => (byte)Math.Clamp(from + factor * (to - from), 0f, 255f);

    /// <summary>Blends with the grey image, in place.</summary>
    public static void Color(Span<byte> chw, float factor)
    {
        int pixels = chw.Length / 3;
        Span<byte> red = chw[..pixels];
        Span<byte> green = chw.Slice(pixels, pixels);
        Span<byte> blue = chw.Slice(2 * pixels, pixels);
        for (int i = 0; i < red.Length; i++)
        {
            int grey = Grey(red[i], green[i], blue[i]);
            red[i] = Blend(grey, red[i], factor);
            green[i] = Blend(grey, green[i], factor);
            blue[i] = Blend(grey, blue[i], factor);
        }
    }

    /// <summary>The mean of the grey image, rounded.</summary>
    public static byte MeanGrey(ReadOnlySpan<byte> chw)
    {
        int pixels = chw.Length / 3;
        long sum = 0;
        for (int i = 0; i < pixels; i++)
            sum += Grey(chw[i], chw[pixels + i], chw[2 * pixels + i]);
        return (byte)((double)sum / pixels + 0.5);
    }

    /// <summary>Blends with the smoothed image, in place. The border is not smoothed.</summary>
    public static void Sharpness(Span<byte> chw, int height, int width, float factor)
    {
        int plane = height * width;
        byte[] pooled = ArrayPool<byte>.Shared.Rent(plane);
        try
        {
            Span<byte> source = pooled.AsSpan(0, plane);
            for (int at = 0; at < chw.Length; at += plane)
            {
                Span<byte> target = chw.Slice(at, plane);
                target.CopyTo(source);
                for (int y = 1; y < height - 1; y++)
                    SharpenRow(source.Slice((y - 1) * width, 3 * width), target.Slice(y * width, width), factor);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }

    private static void SharpenRow(ReadOnlySpan<byte> rows, Span<byte> target, float factor)
    {
        int width = target.Length;
        ReadOnlySpan<byte> above = rows[..width];
        ReadOnlySpan<byte> row = rows.Slice(width, width);
        ReadOnlySpan<byte> below = rows.Slice(2 * width, width);
        for (int x = 1; x < width - 1; x++)
        {
            int sum = above[x - 1] + above[x] + above[x + 1] + row[x - 1] + 5 * row[x] + row[x + 1]
                + below[x - 1] + below[x] + below[x + 1];
            // Pillow divides by 13 in single precision; no sum lies so near a half that it rounds another way.
            target[x] = Blend((2 * sum + 13) / 26, row[x], factor);
        }
    }

    /// <summary>ITU-R 601 luma in Pillow's fixed-point arithmetic.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Grey(int red, int green, int blue) => (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}
