namespace MaeUnderstand.Evaluation.Probing;

/// <summary>How a frozen encoder is probed.</summary>
public enum ProbeMode
{
    /// <summary>The reference's recipe: a linear head on features of augmented images.</summary>
    Linear,

    /// <summary>Linear heads on the features of the evaluation transform, computed once.</summary>
    Cached,

    /// <summary>The nearest neighbours by cosine, weighted.</summary>
    Knn,
}
