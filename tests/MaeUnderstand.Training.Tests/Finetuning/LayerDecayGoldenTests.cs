using System.Text.Json;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Torch.Parameters;
using MaeUnderstand.Training.Finetuning;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Tests.Finetuning;

/// <summary>The groups of <c>util/lr_decay.py</c>, recorded from the reference.</summary>
public sealed class LayerDecayGoldenTests
{
    private const string Kind = "mae";
    private const double Tolerance = 1e-12;                         // of the fixtures' README

    private static JsonElement Recorded => Golden.Json(Kind, "layer_decay.json");

    [Theory, Trait("Kind", "Golden")]
    [InlineData("cls", Pooling.ClsToken)]
    [InlineData("global_pool", Pooling.GlobalAverage)]
    public void GroupOf_EveryParameter_AgreesWithTheReference(string key, Pooling pooling)
    {
        JsonElement recorded = Recorded.GetProperty(key);
        var decay = new LayerDecay(recorded.GetProperty("depth").GetInt32(), recorded.GetProperty("layer_decay").GetDouble());
        double weightDecay = recorded.GetProperty("base_weight_decay").GetDouble();
        using VisionTransformer model = Model(pooling);
        using FlatParameters parameters = FlatParameters.Take(model, decay.GroupOf);
        JsonProperty[] expected = [.. recorded.GetProperty("params").EnumerateObject()];
        Assert.Equal(
            expected.Select(item => item.Name).Order(StringComparer.Ordinal), parameters.Slots.Select(slot => slot.Name).Order(StringComparer.Ordinal));
        Assert.All(expected, item =>
        {
            FlatSlot slot = parameters[item.Name];
            ParameterGroup group = parameters.Ranges.Single(range =>
                slot.Offset >= range.Offset && slot.Offset + slot.Count <= range.Offset + range.Length).Group;
            Assert.Equal(item.Value.GetProperty("layer_id").GetInt32(), decay.LayerOf(slot.Name));
            Assert.Equal(item.Value.GetProperty("lr_scale").GetDouble(), group.RateScale, Tolerance);
            Assert.Equal(item.Value.GetProperty("weight_decay").GetDouble(), group.IsDecayed ? weightDecay : 0, Tolerance);
        });
    }

    [Theory, Trait("Kind", "Golden")]
    [InlineData("cls", Pooling.ClsToken)]
    [InlineData("global_pool", Pooling.GlobalAverage)]
    public void Step_EqualGradients_MovesEachParameterByItsScale(string key, Pooling pooling)
    {
        JsonElement recorded = Recorded.GetProperty(key);
        var decay = new LayerDecay(recorded.GetProperty("depth").GetInt32(), recorded.GetProperty("layer_decay").GetDouble());
        using VisionTransformer model = Model(pooling);
        using FlatParameters parameters = FlatParameters.Take(model, decay.GroupOf);
        using var optimizer = new FusedAdamW(parameters, new AdamWOptions { WeightDecay = 0 });
        using var scope = NewDisposeScope();
        Tensor before = parameters.Weights.clone();
        parameters.Gradients.fill_(1);
        optimizer.Step(0.5);
        Tensor moved = before - parameters.Weights;                  // Adam's first step has the length of the rate
        Assert.All(recorded.GetProperty("params").EnumerateObject(), item => Assert.Equal(
            0.5 * item.Value.GetProperty("lr_scale").GetDouble(), parameters[item.Name].View(moved).mean().item<float>(), 1e-5));
    }

    private static VisionTransformer Model(Pooling pooling)
    {
        JsonElement model = Golden.Json(Kind, "config.json").GetProperty("tiny");
        int classCount = Golden.Json(Kind, "config.json").GetProperty("vit").GetProperty("num_classes").GetInt32();
        var vit = new VitConfig
        {
            ImageSize = model.GetProperty("img_size").GetInt32(),
            PatchSize = model.GetProperty("patch_size").GetInt32(),
            Width = model.GetProperty("embed_dim").GetInt32(),
            Depth = model.GetProperty("depth").GetInt32(),
            Heads = model.GetProperty("num_heads").GetInt32(),
            MlpRatio = (int)model.GetProperty("mlp_ratio").GetDouble(),
        };
        return new VisionTransformer(vit, classCount, pooling, CPU);
    }
}
