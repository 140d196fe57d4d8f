namespace MaeUnderstand.Data;

/// <summary>Which images of a <see cref="SyntheticSource"/>: the same classes, different pictures.</summary>
public enum SyntheticSplit
{
    /// <summary>Images to train on.</summary>
    Train = 0,

    /// <summary>Images to evaluate on.</summary>
    Validation = 1,
}
