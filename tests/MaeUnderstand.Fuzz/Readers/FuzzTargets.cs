namespace MaeUnderstand.Fuzz.Readers;

/// <summary>The readers by name.</summary>
internal static class FuzzTargets
{
    /// <summary>The readers of foreign files.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
        [new SafetensorsTarget(), new PthTarget(), new ConfigurationTarget(), new ImageTarget(), new GraphJsonTarget(), new GraphDotTarget()];

    /// <summary>Readers with a fault each, which the fuzzer must find.</summary>
    public static IReadOnlyList<FuzzTarget> Broken { get; } = [.. Enum.GetValues<BrokenTarget.Fault>().Select(fault => new BrokenTarget(fault))];

    /// <summary>The reader of a name, or <see langword="null"/>.</summary>
    public static FuzzTarget? Find(string name) => All.Concat(Broken).FirstOrDefault(target => target.Name == name);
}
