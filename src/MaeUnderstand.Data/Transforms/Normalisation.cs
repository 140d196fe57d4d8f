using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Data;

/// <summary>Shifts and scales each channel: (value / 255 − mean) / standard deviation, as torchvision's <c>Normalize</c>.</summary>
/// <param name="Mean">Mean of each channel.</param>
/// <param name="StandardDeviation">Standard deviation of each channel; not 0.</param>
public sealed record Normalisation(ChannelValues Mean, ChannelValues StandardDeviation)
{
    /// <summary>The statistics of ImageNet that MAE's weights expect.</summary>
    public static Normalisation ImageNet { get; } = new(new(0.485, 0.456, 0.406), new(0.229, 0.224, 0.225));

    /// <summary>Makes a model's input from pixels.</summary>
    /// <param name="pixels">uint8 [B, 3, H, W], on any device; borrowed.</param>
    /// <returns>float32 [B, 3, H, W] on the same device; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The tensor has another shape or type.</exception>
    public Tensor Normalise(Tensor pixels)
    {
        Require(pixels, ScalarType.Byte);
        using DisposeScope scope = NewDisposeScope();
        Tensor result = pixels.to(ScalarType.Float32).div_(255);
        for (int channel = 0; channel < 3; channel++)
            result.select(1, channel).sub_(Mean[channel]).div_(StandardDeviation[channel]);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Makes colours from a model's input or output; the inverse of <see cref="Normalise"/> up to the range.</summary>
    /// <param name="normalised">Floating-point [B, 3, H, W], on any device; borrowed.</param>
    /// <returns>float32 [B, 3, H, W] between 0 and 1 (clipped) on the same device; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The tensor has another shape or type.</exception>
    public Tensor Denormalise(Tensor normalised)
    {
        Require(normalised, null);
        using DisposeScope scope = NewDisposeScope();
        Tensor result = normalised.detach().to(ScalarType.Float32, copy: true);
        for (int channel = 0; channel < 3; channel++)
            result.select(1, channel).mul_(StandardDeviation[channel]).add_(Mean[channel]);
        return result.clamp_(0, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Throws where images are not [B, 3, H, W] of a type.</summary>
    /// <param name="images">The images.</param>
    /// <param name="type">The type; <see langword="null"/>: any floating point.</param>
    internal static void Require(Tensor images, ScalarType? type)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.dim() != 4 || images.shape[1] != 3)
            throw new ArgumentException($"Images must be [B, 3, H, W], but are [{string.Join(", ", images.shape)}].", nameof(images));
        if (type is { } wanted ? images.dtype != wanted : !images.is_floating_point())
            throw new ArgumentException($"Images must be {type?.ToString() ?? "floating point"}, but are {images.dtype}.", nameof(images));
    }
}
