namespace MaeUnderstand.Data;

/// <summary>In which order the loader reads a source, and what becomes of the last samples.</summary>
public enum LoaderMode
{
    /// <summary>A new random order each epoch; the samples left over after the last full batch sit the epoch out.</summary>
    Training,

    /// <summary>In index order; the last batch may be short, so that every image counts once. An unreadable image is left out, not
    /// replaced.</summary>
    Evaluation,
}
