using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>How far the frequencies at a pixel agree in phase (Kovesi 1999), as edges and corners make them.</summary>
internal static class PhaseCongruency
{
    /// <param name="grey">[B, H, W] of the bank's size, type and device; borrowed.</param>
    /// <param name="bank">Borrowed.</param>
    /// <returns>[B, H, W], between 0 and 1; owned by the caller.</returns>
    public static Tensor Compute(Tensor grey, LogGaborBank bank)
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
