using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MaeUnderstand.Evaluation.Metrics.Kernels;

/// <summary>The pixel-by-pixel parts of <see cref="PhaseCongruency"/> for one image and one orientation. Complex numbers are pairs of
/// float32.</summary>
internal static unsafe class PhaseCongruencyKernel
{
    private const float Epsilon = 1.1920929e-7f;        // of float32, as torch.finfo says

    /// <summary>Filters a spectrum: [scales, count] complex from [count] complex and [scales, count] real.</summary>
    public static void Filter(float* spectrum, float* filters, float* filtered, int scales, int count)
    {
        for (int scale = 0; scale < scales; scale++, filters += count, filtered += 2 * count)
        {
            int at = 0;
            for (; at + Vector256<float>.Count <= count; at += Vector256<float>.Count)
            {
                Vector256<float> filter = Vector256.Load(filters + at);
                float* from = spectrum + 2 * at;
                float* to = filtered + 2 * at;
                (Vector256.Load(from) * Vector256.Shuffle(filter, Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3))).Store(to);
                (Vector256.Load(from + 8) * Vector256.Shuffle(filter, Vector256.Create(4, 4, 5, 5, 6, 6, 7, 7))).Store(to + 8);
            }
            for (; at < count; at++)
                (filtered[2 * at], filtered[2 * at + 1]) = (spectrum[2 * at] * filters[at], spectrum[2 * at + 1] * filters[at]);
        }
    }

    /// <summary>Adds an orientation's energy, less its noise, and its amplitude.</summary>
    /// <param name="responses">[scales, count] complex.</param>
    /// <param name="scales">Scales.</param>
    /// <param name="count">Pixels, at least 8.</param>
    /// <param name="noiseFactor">The noise over the root of the median power of the first scale.</param>
    /// <param name="energy">[count], added to.</param>
    /// <param name="amplitude">[count], added to.</param>
    public static void Add(float* responses, int scales, int count, double noiseFactor, float* energy, float* amplitude)
    {
        float[] pooled = ArrayPool<float>.Shared.Rent(3 * count);
        try
        {
            fixed (float* raw = pooled)
            {
                float* amplitudes = raw + count;
                float* power = amplitudes + count;
                int last = count - Vector256<float>.Count;
                for (int at = 0; at < last; at += Vector256<float>.Count)
                    Measure(responses, scales, count, at, raw, amplitudes, power);
                Measure(responses, scales, count, last, raw, amplitudes, power);              // overlaps the one before
                float noise = (float)(Math.Sqrt(LowerMedian.Of(new Span<float>(power, count))) * noiseFactor);
                for (int at = 0; at < count; at++)
                {
                    energy[at] += Math.Max(raw[at] - noise, 0);
                    amplitude[at] += amplitudes[at];
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(pooled);
        }
    }

    /// <summary>The ratio of energy to amplitude, over the energy.</summary>
    public static void Divide(float* energy, float* amplitude, int count)
    {
        for (int at = 0; at < count; at++)
            energy[at] = (energy[at] + Epsilon) / (amplitude[at] + Epsilon);
    }

    /// <summary>Eight pixels: how far the scales agree with their mean phase, the sum of their amplitudes, the first one's power.</summary>
    private static void Measure(float* responses, int scales, int count, int at, float* raw, float* amplitudes, float* power)
    {
        Vector256<float> sumEven = default, sumOdd = default, sumAmplitude = default;
        for (int scale = 0; scale < scales; scale++)
        {
            (Vector256<float> even, Vector256<float> odd) = Load(responses + 2L * (scale * (long)count + at));
            Vector256<float> square = even * even + odd * odd;
            if (scale == 0)
                square.Store(power + at);
            sumAmplitude += Vector256.Sqrt(square);
            sumEven += even;
            sumOdd += odd;
        }
        Vector256<float> length = Vector256.Sqrt(sumEven * sumEven + sumOdd * sumOdd) + Vector256.Create(Epsilon);
        Vector256<float> meanEven = sumEven / length, meanOdd = sumOdd / length;
        Vector256<float> agreement = default;
        for (int scale = 0; scale < scales; scale++)
        {
            (Vector256<float> even, Vector256<float> odd) = Load(responses + 2L * (scale * (long)count + at));
            agreement += even * meanEven + odd * meanOdd - Vector256.Abs(even * meanOdd - odd * meanEven);
        }
        agreement.Store(raw + at);
        sumAmplitude.Store(amplitudes + at);
    }

    /// <summary>Eight complex numbers, real and imaginary parts apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Real, Vector256<float> Imaginary) Load(float* complex)
    {
        Vector256<int> apart = Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7);
        Vector256<float> first = Vector256.Shuffle(Vector256.Load(complex), apart);
        Vector256<float> second = Vector256.Shuffle(Vector256.Load(complex + 8), apart);
        return (Vector256.Create(first.GetLower(), second.GetLower()), Vector256.Create(first.GetUpper(), second.GetUpper()));
    }
}
