namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>The thousand classes of ImageNet-1K.</summary>
public static class ImageNetClasses
{
    private static readonly Lazy<IReadOnlyList<ImageNetClass>> Known = new(() => EmbeddedList.Read<Listed>("imagenet.json").Classes);

    /// <summary>The classes in the order of their indices, which is that of their WordNet ids.</summary>
    public static IReadOnlyList<ImageNetClass> All => Known.Value;

    private sealed record Listed(IReadOnlyList<ImageNetClass> Classes);
}
