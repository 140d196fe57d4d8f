namespace MaeUnderstand.Fuzz.Readers;

/// <summary>What reading a file may take.</summary>
/// <param name="Time">The longest time.</param>
/// <param name="BaseBytes">Memory that any file may take.</param>
/// <param name="BytesPerByte">Memory that each byte of the file may take on top.</param>
internal sealed record Bound(TimeSpan Time, long BaseBytes, long BytesPerByte)
{
    /// <summary>The memory that a file of so many bytes may take.</summary>
    public long BytesFor(long length) => BaseBytes + BytesPerByte * length;
}
