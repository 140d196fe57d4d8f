namespace MaeUnderstand.Evaluation.Probing;

/// <summary>The names of the two poolings on the command line.</summary>
public enum ProbePooling
{
    /// <summary>The cls token.</summary>
    Cls,

    /// <summary>Global average pooling.</summary>
    Gap,
}
