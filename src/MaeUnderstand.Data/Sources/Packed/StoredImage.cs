namespace MaeUnderstand.Data;

/// <summary>An image as it is packed.</summary>
/// <param name="Bytes">An image file's bytes or, where <paramref name="IsRaw"/>, rows of packed RGB.</param>
/// <param name="Width">Columns of the upright image.</param>
/// <param name="Height">Rows of the upright image.</param>
/// <param name="IsRaw">What the bytes are.</param>
/// <param name="IsShrunk">Whether it has fewer pixels than its file.</param>
/// <param name="FileBytes">Bytes of its file.</param>
internal sealed record StoredImage(byte[] Bytes, int Width, int Height, bool IsRaw, bool IsShrunk, long FileBytes);
