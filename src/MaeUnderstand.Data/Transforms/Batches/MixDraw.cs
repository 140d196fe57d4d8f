namespace MaeUnderstand.Data;

/// <summary>How a batch is mixed with itself in reverse order.</summary>
/// <param name="Lambda">The share of each image that is its own, 0 to 1.</param>
/// <param name="CutBox">The box that comes from the other image (CutMix), perhaps empty; <see langword="null"/> where all pixels are
/// blended (mixup).</param>
public readonly record struct MixDraw(double Lambda, PixelBox? CutBox);
