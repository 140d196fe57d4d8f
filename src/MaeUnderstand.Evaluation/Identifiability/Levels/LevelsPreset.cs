namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>How much work <c>mae theory levels</c> does where its options do not say.</summary>
public enum LevelsPreset
{
    /// <summary>Small models for a laptop: a quarter of an hour on two cores.</summary>
    Quick,

    /// <summary>ViT-tiny over the paper's ratios, for a GPU.</summary>
    Full,
}
