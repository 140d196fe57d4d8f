namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>The folders of ObjectNet that overlap ImageNet, 113 of 313. Nine of them stand for more than one of its classes.</summary>
public static class ObjectNetClasses
{
    private static readonly Lazy<IReadOnlyList<RobustnessClass>> Known = new(() => EmbeddedList.Read<Listed>("objectnet.json").Classes);

    /// <summary>The folders, in the order of their names.</summary>
    public static IReadOnlyList<RobustnessClass> All => Known.Value;

    private sealed record Listed(IReadOnlyList<RobustnessClass> Classes);
}
