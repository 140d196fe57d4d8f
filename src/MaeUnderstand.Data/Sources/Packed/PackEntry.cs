namespace MaeUnderstand.Data;

/// <summary>Where an image lies in a file of packed images, and what it is; see <see cref="PackFormat"/>.</summary>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Width">Columns of the upright image.</param>
/// <param name="Height">Rows of the upright image.</param>
/// <param name="Label">The class.</param>
/// <param name="IsRaw">Whether the bytes are rows of packed RGB; else they are those of an image file.</param>
/// <param name="Checksum">XxHash3 of the bytes.</param>
internal readonly record struct PackEntry(long Offset, int Length, int Width, int Height, int Label, bool IsRaw, ulong Checksum);
