namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>The two hundred classes each of ImageNet-A and ImageNet-R, by their indices among ImageNet's thousand, ascending.</summary>
public static class ImageNetSubsets
{
    private static readonly Lazy<IReadOnlyList<int>> KnownA = new(() => EmbeddedList.Read<Listed>("imagenet-a.json").Indices);
    private static readonly Lazy<IReadOnlyList<int>> KnownR = new(() => EmbeddedList.Read<Listed>("imagenet-r.json").Indices);

    /// <summary>Those of ImageNet-A.</summary>
    public static IReadOnlyList<int> A => KnownA.Value;

    /// <summary>Those of ImageNet-R.</summary>
    public static IReadOnlyList<int> R => KnownR.Value;

    private sealed record Listed(IReadOnlyList<int> Indices);
}
