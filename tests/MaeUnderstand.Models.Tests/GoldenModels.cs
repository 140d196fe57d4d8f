using System.Text.Json;
using MaeUnderstand.Masking;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests;

/// <summary>The models of the golden fixtures, built from the fixtures' own sizes.</summary>
internal static class GoldenModels
{
    public const string Kind = "mae";

    public static JsonElement Config => Golden.Json(Kind, "config.json");

    public static VitConfig Vit(string name)
    {
        JsonElement model = Config.GetProperty(name);
        return new VitConfig
        {
            ImageSize = model.GetProperty("img_size").GetInt32(),
            PatchSize = model.GetProperty("patch_size").GetInt32(),
            Width = model.GetProperty("embed_dim").GetInt32(),
            Depth = model.GetProperty("depth").GetInt32(),
            Heads = model.GetProperty("num_heads").GetInt32(),
            MlpRatio = (int)model.GetProperty("mlp_ratio").GetDouble(),
        };
    }

    public static MaeConfig Mae(string name, bool normPixLoss)
    {
        JsonElement model = Config.GetProperty(name);
        return new MaeConfig
        {
            Encoder = Vit(name),
            Decoder = new DecoderConfig
            {
                Width = model.GetProperty("decoder_embed_dim").GetInt32(),
                Depth = model.GetProperty("decoder_depth").GetInt32(),
                Heads = model.GetProperty("decoder_num_heads").GetInt32(),
            },
            NormPixLoss = normPixLoss,
        };
    }

    public static MaskedAutoencoder Load(string configName, string weightsName, bool normPixLoss)
    {
        var model = new MaskedAutoencoder(Mae(configName, normPixLoss), CPU);
        using var weights = new SafetensorsWeights(SafetensorsFile.Open(Golden.File(Kind, weightsName + ".safetensors")));
        ModelWeights.Load(model, weights);
        return model;
    }

    /// <summary>The masks that noise [B, units] stands for.</summary>
    public static MaskBatch Masks(Tensor noise, VitConfig vit, int unitSide, double maskRatio)
    {
        var layout = new MaskLayout(vit.GridSize, vit.GridSize, unitSide, maskRatio);
        var masks = new List<TokenMask>();
        for (int image = 0; image < noise.shape[0]; image++)
        {
            using Tensor row = noise[image];
            var idsShuffle = new int[layout.TokenCount];
            layout.Expand(UniformSampler.OrderByNoise(row.data<float>().ToArray()), idsShuffle);
            masks.Add(TokenMask.FromShuffle(idsShuffle, layout.KeepCount));
        }
        return new MaskBatch(masks, CPU);
    }
}
