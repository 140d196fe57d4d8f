namespace MaeUnderstand.Evaluation.Probing;

/// <summary>
/// The files of a folder of features: what they are of, the features row by row, and for each row the number of its image and its
/// label. A row counts once its entry in the index is there, and the entry is written after the feature is on the disk, so that what
/// counts is whole whenever the process or the machine stops. The folder is complete once it holds the file that says so.
/// </summary>
internal static class FeatureFiles
{
    /// <summary>Bytes of an entry of the index: two 32-bit integers, little endian.</summary>
    public const int EntryBytes = 8;

    public static string Identity(string folder) => Path.Combine(folder, "identity.json");

    public static string Features(string folder) => Path.Combine(folder, "features.bin");

    public static string Index(string folder) => Path.Combine(folder, "index.bin");

    public static string Complete(string folder) => Path.Combine(folder, "complete");

    /// <summary>Bytes of a feature.</summary>
    public static int RowBytes(FeatureIdentity identity) => identity.Width * (IsBf16(identity) ? 2 : 4);

    public static bool IsBf16(FeatureIdentity identity) => identity.Format == "bf16";
}
