namespace MaeUnderstand.Torch.Parameters;

/// <summary>A part of flat buffers whose parameters are updated alike.</summary>
/// <param name="Offset">Its first element.</param>
/// <param name="Length">How many elements it has, padding included.</param>
/// <param name="Group">How they are updated.</param>
public sealed record FlatRange(long Offset, long Length, ParameterGroup Group);
