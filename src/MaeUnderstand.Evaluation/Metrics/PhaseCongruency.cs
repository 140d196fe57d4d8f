using MaeUnderstand.Evaluation.Metrics.Kernels;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>How far the frequencies at a pixel agree in phase (Kovesi 1999), as edges and corners make them.</summary>
internal static class PhaseCongruency
{
    private const int SmallestPlain = 64;               // pixels

    /// <param name="grey">[B, H, W] of the bank's size, type and device; borrowed.</param>
    /// <param name="bank">Borrowed.</param>
    /// <returns>[B, H, W], between 0 and 1; owned by the caller.</returns>
    public static Tensor Compute(Tensor grey, LogGaborBank bank) =>
        PlainCpu.Suits(grey, grey) && grey.shape[1] * grey.shape[2] >= SmallestPlain ? Plain(grey, bank) : Operators(grey, bank);

    /// <summary>One image at a time, so that its responses stay in the cache.</summary>
    private static unsafe Tensor Plain(Tensor grey, LogGaborBank bank)
    {
        int pixels = (int)(grey.shape[1] * grey.shape[2]);
        using var scope = NewDisposeScope();
        Tensor energy = zeros_like(grey);
        Tensor amplitude = zeros(grey.shape[1], grey.shape[2]);
        Tensor filtered = empty(bank.Scales, grey.shape[1], grey.shape[2], dtype: ScalarType.ComplexFloat32);
        float* amplitudes = PlainCpu.Address(amplitude);
        for (long image = 0; image < grey.shape[0]; image++)
        {
            amplitude.zero_();
            float* energies = PlainCpu.Address(energy) + image * pixels;
            using Tensor spectrum = fft.fft2(grey.narrow(0, image, 1));
            for (int orientation = 0; orientation < bank.Orientations; orientation++)
            {
                PhaseCongruencyKernel.Filter(PlainCpu.Address(spectrum), PlainCpu.Address(bank.Filters(orientation)),
                    PlainCpu.Address(filtered), bank.Scales, pixels);
                using Tensor responses = fft.ifft2(filtered);
                PhaseCongruencyKernel.Add(
                    PlainCpu.Address(responses), bank.Scales, pixels, bank.NoiseFactorOf(orientation), energies, amplitudes);
            }
            PhaseCongruencyKernel.Divide(energies, amplitudes, pixels);
        }
        return energy.MoveToOuterDisposeScope();
    }

    private static Tensor Operators(Tensor grey, LogGaborBank bank)
    {
        using var scope = NewDisposeScope();
        double epsilon = finfo(bank.Type).eps;
        Tensor spectrum = fft.fft2(grey).unsqueeze(1);
        Tensor energy = zeros_like(grey);
        Tensor amplitude = zeros_like(grey);
        for (int orientation = 0; orientation < bank.Orientations; orientation++)
        {
            using var inner = NewDisposeScope();
            Tensor responses = fft.ifft2(spectrum * bank.Filters(orientation));                  // [B, scales, H, W], complex
            Tensor amplitudes = responses.abs();
            Tensor mean = responses.sum(1, keepdim: true);
            Tensor agreement = responses * (mean / (mean.abs() + epsilon)).conj();               // along and across the mean phase
            Tensor raw = (agreement.real - agreement.imag.abs()).sum(1);
            Tensor noise = MedianPower(amplitudes.select(1, 0)).sqrt() * bank.NoiseFactorOf(orientation);
            energy = (energy + (raw - noise.view(-1, 1, 1)).clamp_min(0)).MoveToOuterDisposeScope();
            amplitude = (amplitude + amplitudes.sum(1)).MoveToOuterDisposeScope();
        }
        return ((energy + epsilon) / (amplitude + epsilon)).MoveToOuterDisposeScope();
    }

    /// <summary>The median of an image's squared amplitudes; of an even number of values the lower middle one.</summary>
    private static Tensor MedianPower(Tensor amplitudes)
    {
        using var scope = NewDisposeScope();
        Tensor power = amplitudes.flatten(1).square();
        return kthvalue(power, (power.shape[1] + 1) / 2, dim: 1).values.MoveToOuterDisposeScope();
    }
}
