using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Safetensors;

/// <summary>Where and what a tensor of a safetensors file is.</summary>
/// <param name="Name">Its name; unique in the file.</param>
/// <param name="ElementType">Its element type.</param>
/// <param name="Shape">Its shape; <c>[]</c> for a single number.</param>
/// <param name="Offset">Where its first byte stands, counted from the start of the file.</param>
/// <param name="ByteLength">The bytes of its values: element count × element size.</param>
public sealed record SafetensorsEntry(string Name, ScalarType ElementType, long[] Shape, long Offset, long ByteLength)
{
    /// <summary>How many elements it has.</summary>
    public long ElementCount => ByteLength / SafetensorsTypes.SizeOf(ElementType);
}
