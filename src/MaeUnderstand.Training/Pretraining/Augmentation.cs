namespace MaeUnderstand.Training.Pretraining;

/// <summary>What happens to a training image before it is masked.</summary>
public enum Augmentation
{
    /// <summary>MAE's random resized crop and flip.</summary>
    Crop,

    /// <summary>Nothing: the shorter side is resized and the middle taken, as in evaluation without a margin. For images that place and
    /// mirroring matter to (digits, synthetic scenes whose pose is known), and where every epoch has new ones.</summary>
    None,
}
