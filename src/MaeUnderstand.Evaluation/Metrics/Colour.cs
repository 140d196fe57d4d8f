using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>Linear combinations of red, green and blue.</summary>
internal static class Colour
{
    /// <summary>Luminance of ITU-R BT.601, not rounded.</summary>
    public static ReadOnlySpan<double> Y => [0.299, 0.587, 0.114];

    /// <summary>Orange against blue (NTSC), with the digits of Zhang et al. 2011.</summary>
    public static ReadOnlySpan<double> I => [0.5959, -0.2746, -0.3213];

    /// <summary>Purple against green.</summary>
    public static ReadOnlySpan<double> Q => [0.2115, -0.5227, 0.3112];

    /// <param name="rgb">[B, 3, H, W]; borrowed.</param>
    /// <param name="weights">Of red, green and blue.</param>
    /// <returns>[B, 1, H, W]; owned by the caller.</returns>
    public static Tensor Mix(Tensor rgb, ReadOnlySpan<double> weights)
    {
        using var scope = NewDisposeScope();
        Tensor mixed = rgb.narrow(1, 0, 1) * weights[0];
        for (int channel = 1; channel < 3; channel++)
            mixed = mixed + rgb.narrow(1, channel, 1) * weights[channel];
        return mixed.MoveToOuterDisposeScope();
    }
}
