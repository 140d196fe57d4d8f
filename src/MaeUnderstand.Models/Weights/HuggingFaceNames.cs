using System.Text.RegularExpressions;

namespace MaeUnderstand.Models.Weights;

/// <summary>
/// The names of Hugging Face's <c>ViTMAEForPreTraining</c> for the reference's. One name of the reference stands for one of theirs,
/// but for the joint projection, which they keep as three tensors.
/// </summary>
public static partial class HuggingFaceNames
{
    private static readonly (string Reference, string Theirs)[] Singles =
    [
        ("cls_token", "vit.embeddings.cls_token"),
        ("pos_embed", "vit.embeddings.position_embeddings"),
        ("patch_embed.proj.", "vit.embeddings.patch_embeddings.projection."),
        ("norm.", "vit.layernorm."),
        ("mask_token", "decoder.mask_token"),
        ("decoder_pos_embed", "decoder.decoder_pos_embed"),
        ("decoder_embed.", "decoder.decoder_embed."),
        ("decoder_norm.", "decoder.decoder_norm."),
        ("decoder_pred.", "decoder.decoder_pred."),
    ];

    private static readonly (string Reference, string Theirs)[] Parts =
    [
        ("norm1.", "layernorm_before."),
        ("attn.proj.", "attention.output.dense."),
        ("norm2.", "layernorm_after."),
        ("mlp.fc1.", "intermediate.dense."),
        ("mlp.fc2.", "output.dense."),
    ];

    private static readonly string[] QueryKeyValue = ["query", "key", "value"];

    /// <summary>Their names for a name of the reference: one, or three (query, key, value) for a joint projection.</summary>
    /// <exception cref="InvalidDataException">The name is none of a masked autoencoder's.</exception>
    public static IReadOnlyList<string> FromReference(string name)
    {
        Match block = ReferenceBlock().Match(name);
        if (!block.Success)
            return [Replace(name, Singles)];
        string stack = block.Groups["decoder"].Success ? "decoder.decoder_layers" : "vit.encoder.layer";
        string prefix = $"{stack}.{block.Groups["index"].Value}.";
        string part = block.Groups["part"].Value;
        return part.StartsWith("attn.qkv.", StringComparison.Ordinal)
            ? [.. QueryKeyValue.Select(which => $"{prefix}attention.attention.{which}.{part["attn.qkv.".Length..]}")]
            : [prefix + Replace(part, Parts)];
    }

    private static string Replace(string name, (string Reference, string Theirs)[] table)
    {
        foreach ((string reference, string theirs) in table)
        {
            if (name == reference || (reference.EndsWith('.') && name.StartsWith(reference, StringComparison.Ordinal)))
                return theirs + name[reference.Length..];
        }
        throw new InvalidDataException($"'{name}' is no tensor of a masked autoencoder, so it has no name in a Hugging Face model.");
    }

    [GeneratedRegex(@"^(?<decoder>decoder_)?blocks\.(?<index>\d+)\.(?<part>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex ReferenceBlock();
}
