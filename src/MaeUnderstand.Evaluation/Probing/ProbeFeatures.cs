namespace MaeUnderstand.Evaluation.Probing;

/// <summary>What the head of a probe is trained on.</summary>
public enum ProbeFeatures
{
    /// <summary>Features of augmented images, computed anew in each epoch.</summary>
    Augmented,

    /// <summary>Features of the evaluation transform, computed once.</summary>
    Cached,
}
