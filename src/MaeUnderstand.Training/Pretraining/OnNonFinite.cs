namespace MaeUnderstand.Training.Pretraining;

/// <summary>What a run does when its loss or gradient is no finite number any more.</summary>
public enum OnNonFinite
{
    /// <summary>It stops.</summary>
    Stop,

    /// <summary>It goes back to its last checkpoint and on with other images and a lower learning rate.</summary>
    Rollback,
}
