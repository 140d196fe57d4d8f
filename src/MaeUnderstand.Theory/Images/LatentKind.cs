namespace MaeUnderstand.Theory.Images;

/// <summary>What values a latent variable has.</summary>
public enum LatentKind
{
    /// <summary>A number.</summary>
    Continuous,

    /// <summary>One of some classes, as its index from 0.</summary>
    Discrete,
}
