namespace MaeUnderstand.Training.Configuration;

/// <summary>The names of the two poolings on the command line.</summary>
public enum PoolingName
{
    /// <summary>The cls token.</summary>
    Cls,

    /// <summary>Global average pooling.</summary>
    Gap,
}
