namespace MaeUnderstand.Masking;

/// <summary>
/// What a random number is for. The values are part of a run's identity: changing one changes every run, so they are only added to.
/// </summary>
public enum RandomPurpose
{
    /// <summary>The order of the samples in an epoch.</summary>
    Order = 1,

    /// <summary>The crop box and the flip of a training image.</summary>
    Augmentation = 2,

    /// <summary>The mask of a training image.</summary>
    Mask = 3,

    /// <summary>Which sample stands in for one that cannot be read.</summary>
    Replacement = 4,

    /// <summary>The initial weights of a model.</summary>
    Weights = 5,

    /// <summary>The content of a synthetic image.</summary>
    SyntheticImage = 6,

    /// <summary>The layout and textures of a synthetic class.</summary>
    SyntheticClass = 7,

    /// <summary>The mask of an image that is only looked at (samples, <c>mae reconstruct</c>).</summary>
    ReconstructionMask = 8,

    /// <summary>The initial weights of a linear probe's head.</summary>
    ProbeHead = 9,

    /// <summary>Which images of a class a probe with few labels sees.</summary>
    ProbeLabels = 10,

    /// <summary>Which box of a training image is erased, and the noise in it.</summary>
    RandomErasing = 12,

    /// <summary>How the images of a batch are mixed.</summary>
    Mixup = 13,

    /// <summary>Which branches of a model's blocks a training image passes by.</summary>
    DropPath = 14,

    /// <summary>A random latent graph of the theory, and the mask over it.</summary>
    TheoryGraph = 15,

    /// <summary>The shape of a hierarchy over an image grid.</summary>
    Hierarchy = 16,

    /// <summary>The masks of a prediction (<c>mae theory predict</c>).</summary>
    PredictionMask = 17,

    /// <summary>The mechanism by which a node of a synthetic vector hierarchy follows from its parents and its noise.</summary>
    VectorMechanism = 18,

    /// <summary>The noise of a sample of a synthetic vector hierarchy.</summary>
    VectorLatents = 19,

    /// <summary>The scenes, and their masks, for which the level that a masked autoencoder learns is predicted.</summary>
    PredictedScene = 20,
}
