namespace MaeUnderstand.Data;

/// <summary>How far packing is.</summary>
/// <param name="Done">Images looked at.</param>
/// <param name="Total">Images of the folder.</param>
public readonly record struct PackProgress(int Done, int Total);
