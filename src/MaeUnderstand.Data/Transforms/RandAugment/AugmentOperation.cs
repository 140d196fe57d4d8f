namespace MaeUnderstand.Data;

/// <summary>What <see cref="RandAugment"/> may do to an image. The names are timm's, without <c>Increasing</c> and <c>Rel</c>; the order is
/// part of a run's identity.</summary>
public enum AugmentOperation
{
    /// <summary>Stretches each channel to the full range.</summary>
    AutoContrast,

    /// <summary>Makes each channel's values equally frequent.</summary>
    Equalize,

    /// <summary>Makes the negative.</summary>
    Invert,

    /// <summary>Turns the image round its middle.</summary>
    Rotate,

    /// <summary>Keeps the highest bits of each value.</summary>
    Posterize,

    /// <summary>Inverts the values from a threshold on.</summary>
    Solarize,

    /// <summary>Raises the values of the darker half.</summary>
    SolarizeAdd,

    /// <summary>Moves the colours from grey or towards it.</summary>
    Color,

    /// <summary>Moves the values from the mean brightness or towards it.</summary>
    Contrast,

    /// <summary>Moves the values from black or towards it.</summary>
    Brightness,

    /// <summary>Moves the values from a blurred image or towards it.</summary>
    Sharpness,

    /// <summary>Moves each row sideways, the lower the further.</summary>
    ShearX,

    /// <summary>Moves each column up or down.</summary>
    ShearY,

    /// <summary>Moves the image sideways by a share of its width.</summary>
    TranslateX,

    /// <summary>Moves the image up or down by a share of its height.</summary>
    TranslateY,
}
