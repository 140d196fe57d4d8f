namespace MaeUnderstand.Models.Weights;

/// <summary>The parameter names of the reference's <c>MaskedAutoencoderViT</c> and <c>VisionTransformer</c>, in their state dicts' order.
/// </summary>
public static class ParameterNames
{
    private static readonly string[] BlockParts =
    [
        "norm1.weight", "norm1.bias", "attn.qkv.weight", "attn.qkv.bias", "attn.proj.weight", "attn.proj.bias",
        "norm2.weight", "norm2.bias", "mlp.fc1.weight", "mlp.fc1.bias", "mlp.fc2.weight", "mlp.fc2.bias",
    ];

    /// <summary>All names of a model.</summary>
    /// <param name="depth">Encoder blocks.</param>
    /// <param name="decoderDepth">Decoder blocks; 0 for an encoder alone.</param>
    public static IEnumerable<string> All(int depth, int decoderDepth)
    {
        bool hasDecoder = decoderDepth > 0;
        string[] tokens = hasDecoder ? ["cls_token", "pos_embed", "mask_token", "decoder_pos_embed"] : ["cls_token", "pos_embed"];
        string[] decoderInput = hasDecoder ? ["decoder_embed.weight", "decoder_embed.bias"] : [];
        string[] decoderOutput = hasDecoder ? ["decoder_norm.weight", "decoder_norm.bias", "decoder_pred.weight", "decoder_pred.bias"] : [];
        return
        [
            .. tokens, "patch_embed.proj.weight", "patch_embed.proj.bias", .. Blocks("blocks", depth), "norm.weight", "norm.bias",
            .. decoderInput, .. Blocks("decoder_blocks", decoderDepth), .. decoderOutput,
        ];
    }

    /// <summary>All names of a vision transformer with a classification head.</summary>
    /// <param name="depth">Its blocks.</param>
    /// <param name="pooling">How the tokens become the feature that the head reads.</param>
    public static IEnumerable<string> Classifier(int depth, Pooling pooling)
    {
        string norm = NormOf(pooling);
        return
        [
            "cls_token", "pos_embed", "patch_embed.proj.weight", "patch_embed.proj.bias", .. Blocks("blocks", depth),
            $"{norm}.weight", $"{norm}.bias", "head.weight", "head.bias",
        ];
    }

    /// <summary>The norm before the head.</summary>
    internal static string NormOf(Pooling pooling) => pooling == Pooling.ClsToken ? "norm" : "fc_norm";

    /// <summary>How many blocks of a stack a set of names speaks of.</summary>
    /// <param name="names">Parameter names.</param>
    /// <param name="stack"><c>blocks</c> or <c>decoder_blocks</c>.</param>
    public static int DepthOf(IEnumerable<string> names, string stack) => names
        .Where(name => name.StartsWith(stack + ".", StringComparison.Ordinal))
        .Select(name => name.Split('.')[1])
        .Distinct(StringComparer.Ordinal)
        .Count();

    private static IEnumerable<string> Blocks(string stack, int depth) =>
        Enumerable.Range(0, depth).SelectMany(index => BlockParts.Select(part => $"{stack}.{index}.{part}"));
}
