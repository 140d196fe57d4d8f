using MaeUnderstand.Models.Weights;

namespace MaeUnderstand.Models.Tests.Weights;

/// <summary>The names on the right are those of <c>transformers</c>' <c>modeling_vit_mae.py</c>.</summary>
public sealed class HuggingFaceNamesTests
{
    private static readonly Dictionary<string, string> Singles = new()
    {
        ["cls_token"] = "vit.embeddings.cls_token",
        ["pos_embed"] = "vit.embeddings.position_embeddings",
        ["patch_embed.proj.weight"] = "vit.embeddings.patch_embeddings.projection.weight",
        ["patch_embed.proj.bias"] = "vit.embeddings.patch_embeddings.projection.bias",
        ["blocks.0.norm1.weight"] = "vit.encoder.layer.0.layernorm_before.weight",
        ["blocks.0.norm1.bias"] = "vit.encoder.layer.0.layernorm_before.bias",
        ["blocks.0.attn.proj.weight"] = "vit.encoder.layer.0.attention.output.dense.weight",
        ["blocks.0.attn.proj.bias"] = "vit.encoder.layer.0.attention.output.dense.bias",
        ["blocks.0.norm2.weight"] = "vit.encoder.layer.0.layernorm_after.weight",
        ["blocks.0.norm2.bias"] = "vit.encoder.layer.0.layernorm_after.bias",
        ["blocks.0.mlp.fc1.weight"] = "vit.encoder.layer.0.intermediate.dense.weight",
        ["blocks.0.mlp.fc1.bias"] = "vit.encoder.layer.0.intermediate.dense.bias",
        ["blocks.0.mlp.fc2.weight"] = "vit.encoder.layer.0.output.dense.weight",
        ["blocks.0.mlp.fc2.bias"] = "vit.encoder.layer.0.output.dense.bias",
        ["blocks.11.norm1.weight"] = "vit.encoder.layer.11.layernorm_before.weight",
        ["norm.weight"] = "vit.layernorm.weight",
        ["norm.bias"] = "vit.layernorm.bias",
        ["mask_token"] = "decoder.mask_token",
        ["decoder_pos_embed"] = "decoder.decoder_pos_embed",
        ["decoder_embed.weight"] = "decoder.decoder_embed.weight",
        ["decoder_embed.bias"] = "decoder.decoder_embed.bias",
        ["decoder_blocks.0.norm1.weight"] = "decoder.decoder_layers.0.layernorm_before.weight",
        ["decoder_blocks.0.norm1.bias"] = "decoder.decoder_layers.0.layernorm_before.bias",
        ["decoder_blocks.0.attn.proj.weight"] = "decoder.decoder_layers.0.attention.output.dense.weight",
        ["decoder_blocks.0.attn.proj.bias"] = "decoder.decoder_layers.0.attention.output.dense.bias",
        ["decoder_blocks.0.norm2.weight"] = "decoder.decoder_layers.0.layernorm_after.weight",
        ["decoder_blocks.0.norm2.bias"] = "decoder.decoder_layers.0.layernorm_after.bias",
        ["decoder_blocks.0.mlp.fc1.weight"] = "decoder.decoder_layers.0.intermediate.dense.weight",
        ["decoder_blocks.0.mlp.fc1.bias"] = "decoder.decoder_layers.0.intermediate.dense.bias",
        ["decoder_blocks.0.mlp.fc2.weight"] = "decoder.decoder_layers.0.output.dense.weight",
        ["decoder_blocks.0.mlp.fc2.bias"] = "decoder.decoder_layers.0.output.dense.bias",
        ["decoder_norm.weight"] = "decoder.decoder_norm.weight",
        ["decoder_norm.bias"] = "decoder.decoder_norm.bias",
        ["decoder_pred.weight"] = "decoder.decoder_pred.weight",
        ["decoder_pred.bias"] = "decoder.decoder_pred.bias",
    };

    private static readonly Dictionary<string, string[]> Triples = new()
    {
        ["blocks.0.attn.qkv.weight"] =
        [
            "vit.encoder.layer.0.attention.attention.query.weight",
            "vit.encoder.layer.0.attention.attention.key.weight",
            "vit.encoder.layer.0.attention.attention.value.weight",
        ],
        ["blocks.0.attn.qkv.bias"] =
        [
            "vit.encoder.layer.0.attention.attention.query.bias",
            "vit.encoder.layer.0.attention.attention.key.bias",
            "vit.encoder.layer.0.attention.attention.value.bias",
        ],
        ["decoder_blocks.0.attn.qkv.weight"] =
        [
            "decoder.decoder_layers.0.attention.attention.query.weight",
            "decoder.decoder_layers.0.attention.attention.key.weight",
            "decoder.decoder_layers.0.attention.attention.value.weight",
        ],
        ["decoder_blocks.0.attn.qkv.bias"] =
        [
            "decoder.decoder_layers.0.attention.attention.query.bias",
            "decoder.decoder_layers.0.attention.attention.key.bias",
            "decoder.decoder_layers.0.attention.attention.value.bias",
        ],
    };

    [Fact, Trait("Kind", "Unit")]
    public void FromReference_SingleTensor_HasTheKnownName() =>
        Assert.All(Singles, pair => Assert.Equal([pair.Value], HuggingFaceNames.FromReference(pair.Key)));

    [Fact, Trait("Kind", "Unit")]
    public void FromReference_JointProjection_IsQueryKeyValue() =>
        Assert.All(Triples, pair => Assert.Equal(pair.Value, HuggingFaceNames.FromReference(pair.Key)));

    [Fact, Trait("Kind", "Unit")]
    public void FromReference_EveryParameterOfAModel_IsAmongTheExamples() => Assert.Equal(
        ParameterNames.All(1, 1).Append("blocks.11.norm1.weight").Order(StringComparer.Ordinal),
        Singles.Keys.Concat(Triples.Keys).Order(StringComparer.Ordinal));

    [Theory, Trait("Kind", "Unit")]
    [InlineData("head.weight", "head.weight")]
    [InlineData("cls_token.weight", "cls_token.weight")]
    [InlineData("fc_norm.weight", "fc_norm.weight")]
    [InlineData("blocks.0.ls1.gamma", "ls1.gamma")]
    public void FromReference_OtherName_SaysSo(string name, string shown)
    {
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => HuggingFaceNames.FromReference(name));
        Assert.Equal($"'{shown}' is no tensor of a masked autoencoder, so it has no name in a Hugging Face model.", fault.Message);
    }
}
