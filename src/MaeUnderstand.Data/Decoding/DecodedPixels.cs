using System.Buffers;

namespace MaeUnderstand.Data;

/// <summary>
/// Decoded rows where a decoder left them, in a pooled buffer: copying them out costs as much as half of the resizing. A value that is
/// disposed of once.
/// </summary>
public readonly struct DecodedPixels : IDisposable
{
    /// <summary>Bytes behind the last pixel that may be read, though not used: vector loads reach past a row's end.</summary>
    internal const int Slack = 16;

    private readonly byte[] buffer;
    private readonly int offset;

    private DecodedPixels(byte[] buffer, int offset, int height, int width, int stride, int pixelBytes)
    {
        this.buffer = buffer;
        this.offset = offset;
        Height = height;
        Width = width;
        Stride = stride;
        PixelBytes = pixelBytes;
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Bytes from a row's start to the next one's.</summary>
    public int Stride { get; }

    /// <summary>Bytes of a pixel, of which the first three are red, green and blue: 3 or 4.</summary>
    public int PixelBytes { get; }

    /// <summary>A row's pixels.</summary>
    /// <param name="y">0 to <see cref="Height"/> − 1.</param>
    public ReadOnlySpan<byte> Row(int y) => Buffer.Slice(offset + y * Stride, Width * PixelBytes);

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    /// <summary>The buffer from a row's start to its end.</summary>
    internal ReadOnlySpan<byte> FromRow(int y) => buffer.AsSpan(offset + y * Stride);

    /// <summary>The whole buffer, which starts before the first row and ends at least <see cref="Slack"/> bytes behind the last.</summary>
    internal Span<byte> Buffer => buffer;

    /// <summary>The same buffer, for native code to write to.</summary>
    internal byte[] Array => buffer;

    /// <summary>Takes a buffer for rows without gaps; its content is undefined.</summary>
    /// <exception cref="OverflowException">The rows have more than 2³¹ bytes.</exception>
    internal static DecodedPixels Rent(int height, int width, int pixelBytes)
    {
        int stride = checked(width * pixelBytes);
        return new(ArrayPool<byte>.Shared.Rent(checked(height * stride + Slack)), 0, height, width, stride, pixelBytes);
    }

    /// <summary>A part of these pixels in the same buffer, which is then the part's to dispose of.</summary>
    internal DecodedPixels Part(PixelBox box) =>
        new(buffer, offset + box.Top * Stride + box.Left * PixelBytes, box.Height, box.Width, Stride, PixelBytes);

    /// <summary>Writes the pixels as packed RGB.</summary>
    internal void CopyTo(Span<byte> rgb) => default(Orientation).CopyUpright(this, rgb);
}
