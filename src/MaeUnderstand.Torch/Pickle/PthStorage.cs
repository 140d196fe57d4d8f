using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>The values that one or several tensors of a checkpoint look at.</summary>
/// <param name="key">Its name in the file.</param>
/// <param name="type">The type of its elements.</param>
/// <param name="count">The number of its elements.</param>
internal sealed class PthStorage(string key, ScalarType type, long count)
{
    public string Key { get; } = key;

    public ScalarType ElementType { get; } = type;

    public int ElementSize { get; } = SizeOf(type);

    public long Count { get; } = count;

    /// <summary>Where its values start in the file; set once the pickle is read, since older files tell only then.</summary>
    public long FileOffset { get; set; }

    private static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
        _ => 1,
    };
}
