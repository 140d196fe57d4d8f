using System.Collections.Frozen;

namespace MaeUnderstand.Models.Configuration;

/// <summary>
/// The models by name (<c>--model</c>). Small to huge are the sizes of the field (DeiT, ViT and MAE papers); the decoders of the two
/// smallest are scaled down with them.
/// </summary>
public static class ModelPresets
{
    private static readonly FrozenDictionary<string, (int Width, int Depth, int Heads, int PatchSize, DecoderConfig Decoder)> Known =
        new Dictionary<string, (int, int, int, int, DecoderConfig)>
        {
            ["vit-micro"] = (64, 2, 2, 8, new DecoderConfig { Width = 32, Depth = 1, Heads = 2 }),
            ["vit-tiny"] = (192, 12, 3, 16, new DecoderConfig { Width = 128, Depth = 2, Heads = 4 }),
            ["vit-small"] = (384, 12, 6, 16, new DecoderConfig { Width = 256, Depth = 4, Heads = 8 }),
            ["vit-base"] = (768, 12, 12, 16, DecoderConfig.Reference),
            ["vit-large"] = (1024, 24, 16, 16, DecoderConfig.Reference),
            ["vit-huge"] = (1280, 32, 16, 14, DecoderConfig.Reference),
        }.ToFrozenDictionary();

    /// <summary>The known names, from the narrowest to the widest.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.OrderBy(pair => pair.Value.Width).Select(pair => pair.Key)];

    /// <summary>Whether a model of that name exists.</summary>
    public static bool Exists(string name) => Known.ContainsKey(name);

    /// <summary>The encoder of that name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="imageSize">Image side in pixels.</param>
    /// <param name="patchSize">Patch side in pixels; the preset's own where <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">There is no such model; the message lists the known ones.</exception>
    public static VitConfig Encoder(string name, int imageSize, int? patchSize = null)
    {
        (int width, int depth, int heads, int patch, _) = Get(name);
        return new VitConfig { ImageSize = imageSize, PatchSize = patchSize ?? patch, Width = width, Depth = depth, Heads = heads };
    }

    /// <summary>The decoder that goes with the encoder of that name.</summary>
    /// <exception cref="ArgumentException">There is no such model; the message lists the known ones.</exception>
    public static DecoderConfig Decoder(string name) => Get(name).Decoder;

    private static (int Width, int Depth, int Heads, int PatchSize, DecoderConfig Decoder) Get(string name) =>
        Known.TryGetValue(name, out var preset)
            ? preset
            : throw new ArgumentException($"There is no model '{name}'; known are {string.Join(", ", Names)}.", nameof(name));
}
