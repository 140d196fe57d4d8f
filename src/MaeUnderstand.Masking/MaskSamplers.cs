using System.Collections.Frozen;

namespace MaeUnderstand.Masking;

/// <summary>The mask samplers by name (<c>--mask-sampler</c>).</summary>
public static class MaskSamplers
{
    /// <summary>The name of the sampler that the paper uses.</summary>
    public const string Default = "uniform";

    private static readonly FrozenDictionary<string, IMaskSampler> Known = new Dictionary<string, IMaskSampler>
    {
        [Default] = new UniformSampler(),
        ["block"] = new BlockSampler(),
        ["grid"] = new GridSampler(),
    }.ToFrozenDictionary();

    /// <summary>The known names, sorted.</summary>
    public static IEnumerable<string> Names => Known.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether a sampler of that name exists.</summary>
    public static bool Exists(string name) => Known.ContainsKey(name);

    /// <summary>The sampler of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the known ones.</exception>
    public static IMaskSampler Get(string name) => Known.TryGetValue(name, out IMaskSampler? sampler)
        ? sampler
        : throw new ArgumentException($"There is no mask sampler '{name}'; known are {string.Join(", ", Names)}.", nameof(name));

    /// <summary>Draws the mask of one image.</summary>
    /// <param name="sampler">How to draw.</param>
    /// <param name="layout">Over which grid.</param>
    /// <param name="key">Names the mask: the same key gives the same mask.</param>
    public static TokenMask Sample(this IMaskSampler sampler, MaskLayout layout, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(layout);
        var random = new KeyedRandom(key);
        var unitShuffle = new int[layout.UnitCount];
        sampler.Order(layout, ref random, unitShuffle);
        var idsShuffle = new int[layout.TokenCount];
        layout.Expand(unitShuffle, idsShuffle);
        return TokenMask.FromShuffle(idsShuffle, layout.KeepCount);
    }
}
