using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MaeUnderstand.Evaluation.Metrics.Kernels;

/// <summary>
/// SSIM of planes in one pass: each row is blurred along itself into a ring of as many rows as the window is high, from which the
/// rows of the result are blurred across and summed at once.
/// </summary>
internal static unsafe class SsimKernel
{
    private const int Maps = 5;                         // blurred: x, y, x², y², x·y

    /// <param name="x">[height, width].</param>
    /// <param name="y">[height, width].</param>
    /// <param name="height">At least the window's length.</param>
    /// <param name="width">At least the window's length.</param>
    /// <param name="window">The weights along an axis.</param>
    /// <param name="scale">What the values are multiplied with, to lie between 0 and 1.</param>
    /// <param name="c1">Of the luminance term.</param>
    /// <param name="c2">Of the contrast term.</param>
    /// <returns>The mean over all places of the window.</returns>
    public static double Mean(
        float* x, float* y, int height, int width, ReadOnlySpan<float> window, float scale, float c1, float c2)
    {
        int side = window.Length;
        int places = width - side + 1;
        int padded = (places + Vector256<float>.Count - 1) / Vector256<float>.Count * Vector256<float>.Count;
        int rowLength = padded + side;
        float[] pooled = ArrayPool<float>.Shared.Rent(2 * rowLength + side * Maps * padded);
        try
        {
            fixed (float* scratch = pooled)
            fixed (float* weights = window)
            {
                float* rowX = scratch;
                float* rowY = scratch + rowLength;
                float* ring = scratch + 2 * rowLength;
                new Span<float>(scratch, 2 * rowLength).Clear();
                double sum = 0;
                for (int row = 0; row < height; row++)
                {
                    Scale(x + (long)row * width, rowX, width, scale);
                    Scale(y + (long)row * width, rowY, width, scale);
                    BlurAlong(rowX, rowY, ring + row % side * Maps * padded, padded, weights, side);
                    if (row >= side - 1)
                        sum += BlurAcross(ring, row + 1, padded, places, weights, side, c1, c2);
                }
                return sum / ((double)(height - side + 1) * places);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(pooled);
        }
    }

    private static void Scale(float* from, float* to, int count, float scale)
    {
        for (int i = 0; i < count; i++)
            to[i] = from[i] * scale;
    }

    /// <summary>[Maps, padded] blurred along the row.</summary>
    private static void BlurAlong(float* x, float* y, float* blurred, int padded, float* weights, int side)
    {
        for (int at = 0; at < padded; at += Vector256<float>.Count)
        {
            Vector256<float> meanX = default, meanY = default, squareX = default, squareY = default, product = default;
            for (int k = 0; k < side; k++)
            {
                Vector256<float> weight = Vector256.Create(weights[k]);
                Vector256<float> valueX = Vector256.Load(x + at + k), valueY = Vector256.Load(y + at + k);
                Vector256<float> weightedX = weight * valueX, weightedY = weight * valueY;
                meanX += weightedX;
                meanY += weightedY;
                squareX = Vector256.MultiplyAddEstimate(weightedX, valueX, squareX);
                squareY = Vector256.MultiplyAddEstimate(weightedY, valueY, squareY);
                product = Vector256.MultiplyAddEstimate(weightedX, valueY, product);
            }
            meanX.Store(blurred + at);
            meanY.Store(blurred + padded + at);
            squareX.Store(blurred + 2 * padded + at);
            squareY.Store(blurred + 3 * padded + at);
            product.Store(blurred + 4 * padded + at);
        }
    }

    /// <summary>The sum of SSIM over a row of the result, from the last rows of the ring.</summary>
    private static double BlurAcross(
        float* ring, int firstRow, int padded, int places, float* weights, int side, float c1, float c2)
    {
        Vector256<float> sum = default;
        for (int at = 0; at < padded; at += Vector256<float>.Count)
        {
            Vector256<float> meanX = default, meanY = default, squareX = default, squareY = default, product = default;
            for (int k = 0; k < side; k++)
            {
                Vector256<float> weight = Vector256.Create(weights[k]);
                float* row = ring + (firstRow + k) % side * Maps * padded + at;
                meanX = Vector256.MultiplyAddEstimate(weight, Vector256.Load(row), meanX);
                meanY = Vector256.MultiplyAddEstimate(weight, Vector256.Load(row + padded), meanY);
                squareX = Vector256.MultiplyAddEstimate(weight, Vector256.Load(row + 2 * padded), squareX);
                squareY = Vector256.MultiplyAddEstimate(weight, Vector256.Load(row + 3 * padded), squareY);
                product = Vector256.MultiplyAddEstimate(weight, Vector256.Load(row + 4 * padded), product);
            }
            Vector256<float> ssim = Ssim(meanX, meanY, squareX, squareY, product, c1, c2);
            sum += at + Vector256<float>.Count <= places ? ssim : FirstOnly(ssim, places - at);
        }
        return Vector256.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Ssim(Vector256<float> meanX, Vector256<float> meanY, Vector256<float> squareX,
        Vector256<float> squareY, Vector256<float> product, float c1, float c2)
    {
        Vector256<float> means = meanX * meanY;
        Vector256<float> squares = meanX * meanX + meanY * meanY;
        Vector256<float> first = Vector256.Create(c1), second = Vector256.Create(c2);
        return (means + means + first) * ((product - means) * 2 + second)
            / ((squares + first) * (squareX + squareY - squares + second));
    }

    private static Vector256<float> FirstOnly(Vector256<float> values, int count) =>
        Vector256.ConditionalSelect(Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle(), values, default);
}
