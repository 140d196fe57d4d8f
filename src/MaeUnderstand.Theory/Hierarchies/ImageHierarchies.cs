using System.Collections.Frozen;

namespace MaeUnderstand.Theory.Hierarchies;

/// <summary>The hierarchies over images by name (<c>--hierarchy</c>).</summary>
public static class ImageHierarchies
{
    /// <summary>The name of the one whose latents stand for things seen in several places.</summary>
    public const string Default = "object";

    private static readonly FrozenDictionary<string, IImageHierarchy> Known = new Dictionary<string, IImageHierarchy>
    {
        [Default] = new ObjectHierarchy(),
        ["overlapping"] = new OverlappingHierarchy(),
        ["quadtree"] = new QuadtreeHierarchy(isShifted: false),
        ["shifted"] = new QuadtreeHierarchy(isShifted: true),
    }.ToFrozenDictionary();

    /// <summary>The known names, sorted.</summary>
    public static IEnumerable<string> Names => Known.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether a hierarchy of that name exists.</summary>
    public static bool Exists(string name) => Known.ContainsKey(name);

    /// <summary>The hierarchy of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the known ones.</exception>
    public static IImageHierarchy Get(string name) => Known.TryGetValue(name, out IImageHierarchy? hierarchy)
        ? hierarchy
        : throw new ArgumentException($"There is no hierarchy '{name}'; known are {string.Join(", ", Names)}.", nameof(name));
}
