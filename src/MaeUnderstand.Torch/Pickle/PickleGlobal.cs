using System.Collections.Frozen;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>A Python class or function that a checkpoint may name. There are these and no others; none of them is looked up anywhere,
/// each stands for a few lines of <see cref="PickleObjects"/>.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="ElementType">Of a storage: the type of its elements.</param>
internal sealed record PickleGlobal(PickleGlobal.Meaning Kind, ScalarType ElementType = default)
{
    private static readonly FrozenDictionary<string, object> Known = new Dictionary<string, object>
    {
        ["collections.OrderedDict"] = new PickleGlobal(Meaning.OrderedDict),
        ["argparse.Namespace"] = new PickleGlobal(Meaning.Namespace),
        ["torch._utils._rebuild_tensor_v2"] = new PickleGlobal(Meaning.RebuildTensor),
        ["torch._utils._rebuild_parameter"] = new PickleGlobal(Meaning.RebuildParameter),
        ["torch.Size"] = new PickleGlobal(Meaning.Size),
        ["torch.DoubleStorage"] = new PickleGlobal(Meaning.Storage, ScalarType.Float64),
        ["torch.FloatStorage"] = new PickleGlobal(Meaning.Storage, ScalarType.Float32),
        ["torch.HalfStorage"] = new PickleGlobal(Meaning.Storage, ScalarType.Float16),
        ["torch.BFloat16Storage"] = new PickleGlobal(Meaning.Storage, ScalarType.BFloat16),
        ["torch.LongStorage"] = new PickleGlobal(Meaning.Storage, ScalarType.Int64),
        ["torch.IntStorage"] = new PickleGlobal(Meaning.Storage, ScalarType.Int32),
        ["torch.ShortStorage"] = new PickleGlobal(Meaning.Storage, ScalarType.Int16),
        ["torch.CharStorage"] = new PickleGlobal(Meaning.Storage, ScalarType.Int8),
        ["torch.ByteStorage"] = new PickleGlobal(Meaning.Storage, ScalarType.Byte),
        ["torch.BoolStorage"] = new PickleGlobal(Meaning.Storage, ScalarType.Bool),
        ["torch.float64"] = ScalarType.Float64,
        ["torch.float32"] = ScalarType.Float32,
        ["torch.float16"] = ScalarType.Float16,
        ["torch.bfloat16"] = ScalarType.BFloat16,
        ["torch.int64"] = ScalarType.Int64,
        ["torch.int32"] = ScalarType.Int32,
        ["torch.int16"] = ScalarType.Int16,
        ["torch.int8"] = ScalarType.Int8,
        ["torch.uint8"] = ScalarType.Byte,
        ["torch.bool"] = ScalarType.Bool,
    }.ToFrozenDictionary();

    /// <summary>What a global stands for.</summary>
    internal enum Meaning
    {
        OrderedDict,
        Namespace,
        RebuildTensor,
        RebuildParameter,
        Size,
        Storage,
    }

    /// <summary>The <see cref="PickleGlobal"/> or <see cref="ScalarType"/> of a name; <see langword="null"/> if there is none.</summary>
    public static object? Find(string module, string name) => Known.GetValueOrDefault($"{module}.{name}");
}
