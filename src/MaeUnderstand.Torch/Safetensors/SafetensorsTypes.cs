using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Safetensors;

/// <summary>The element types of safetensors files: the format's names, TorchSharp's and .NET's.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Name, ScalarType Type, int Size, Type Managed)[] Table =
    [
        ("F64", ScalarType.Float64, 8, typeof(double)),
        ("F32", ScalarType.Float32, 4, typeof(float)),
        ("F16", ScalarType.Float16, 2, typeof(Half)),
        ("BF16", ScalarType.BFloat16, 2, typeof(BFloat16)),
        ("I64", ScalarType.Int64, 8, typeof(long)),
        ("I32", ScalarType.Int32, 4, typeof(int)),
        ("I16", ScalarType.Int16, 2, typeof(short)),
        ("I8", ScalarType.Int8, 1, typeof(sbyte)),
        ("U8", ScalarType.Byte, 1, typeof(byte)),
        ("BOOL", ScalarType.Bool, 1, typeof(bool)),
    ];

    /// <summary>The names, for messages.</summary>
    public static string Names { get; } = string.Join(", ", Table.Select(row => row.Name));

    /// <summary>The type of a name, or <see langword="null"/>.</summary>
    public static ScalarType? Find(string name) => Table.Where(row => row.Name == name).Select(row => (ScalarType?)row.Type).FirstOrDefault();

    /// <summary>The name of a type, or <see langword="null"/> where the format has none.</summary>
    public static string? NameOf(ScalarType type) => Table.FirstOrDefault(row => row.Type == type).Name;

    /// <summary>The bytes of an element.</summary>
    public static int SizeOf(ScalarType type) => Table.First(row => row.Type == type).Size;

    /// <summary>The .NET type of an element.</summary>
    public static Type ManagedOf(ScalarType type) => Table.First(row => row.Type == type).Managed;
}
